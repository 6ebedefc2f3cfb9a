"""Suppliers' bills, held against what was ordered and what came; and paying them."""
