"""How much each buyer may commit the company to alone."""
