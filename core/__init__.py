"""Customers, stock, sales and service as operations. Knows nothing of chat, HTTP or language models."""
