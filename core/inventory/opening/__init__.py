"""Goods that were there before what they cost was kept."""
