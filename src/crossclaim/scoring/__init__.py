"""Scoring any claim pairs: read, count, compute, resample, report; and the measures among labels."""
