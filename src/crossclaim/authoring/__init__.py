"""From articles and readings to the passes that the gold is derived from."""
