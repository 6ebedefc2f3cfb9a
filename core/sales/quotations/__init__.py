"""Quotations: offers at a price with a validity, until they are accepted, declined or over."""
