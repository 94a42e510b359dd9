"""Baselines: a card in `baselines/` names one of the families here."""
