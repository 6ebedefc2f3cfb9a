"""Deliveries: goods that leave for a customer, in what state they are, and what was delivered of an order."""
