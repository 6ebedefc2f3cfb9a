"""Purchasing: the suppliers goods come from."""
