"""Reports of scores: text for the terminal, Markdown, and one self-contained HTML page."""
