"""The catalogue: what is sold, at the prices of whoever looks."""
