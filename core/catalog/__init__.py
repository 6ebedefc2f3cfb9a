"""The catalog: products, their units and packs, taxes and list prices. Discounts and their rules live in sales."""
