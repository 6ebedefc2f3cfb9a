"""Invoices and credit notes: what is claimed of a customer for an order, and what of that is taken back."""
