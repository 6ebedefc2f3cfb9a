"""Goods that are lost: broken, spoilt, expired."""
