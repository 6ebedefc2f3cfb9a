"""Money paid to suppliers."""
