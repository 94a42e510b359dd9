"""How much input is read. A submission is somebody else's file: what is larger is refused by name, never read.

A file is read up to `BYTES` after decompression, line by line up to `LINE`, and up to `ROWS` rows, so that memory is bounded by a small
multiple of `BYTES` whatever is handed in (measured: a million rows of JSON Lines, 60 MB, take under half a gigabyte in all).
"""

from __future__ import annotations

BYTES = 512 * 1024**2
LINE = 1024**2
ROWS = 5_000_000
IDENTIFIER = 1000  # characters
