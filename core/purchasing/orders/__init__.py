"""Purchase orders: what was ordered from a supplier, for which day and at which price."""
