"""The rules between records, one small function each, from the data to problems."""
