"""Goods that go back to their supplier after they were taken in."""
