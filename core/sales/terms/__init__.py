"""The company's terms of sale: days of grace and days to give goods back."""
