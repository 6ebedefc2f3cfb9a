"""Returns: goods that come back from a customer, within the policy."""
