"""Goods in quarantine: released to stock, or rejected and sent back to their supplier."""
