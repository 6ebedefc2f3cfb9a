"""Sales: orders with their promises and prices, and the facts of what was ordered."""
