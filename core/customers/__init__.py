"""Customers and their contacts: who we sell to, where they are, and who of us looks after them."""
