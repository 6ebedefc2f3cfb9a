"""Prices as customers pay them: which price list and which tier count for whom, and keeping the lists."""
