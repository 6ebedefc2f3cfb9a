"""Suppliers, and what they sell us at which terms."""
