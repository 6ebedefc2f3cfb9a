"""Suppliers' credit notes and bills that are taken back: what of a bill is owed no more."""
