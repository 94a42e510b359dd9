"""The data set: its files, what is built from them, and what must hold of them."""
