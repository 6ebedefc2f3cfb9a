"""Service: tickets, from a customer's problem to its resolution."""
