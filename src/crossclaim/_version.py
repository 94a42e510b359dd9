"""The version of the package and, while the data travels inside it, of the data."""

__version__ = "0.1.0"
