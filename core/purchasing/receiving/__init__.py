"""Goods that come on a purchase order, and goods that wait for a check of their quality."""
