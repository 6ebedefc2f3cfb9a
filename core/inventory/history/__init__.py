"""What happened to a product's stock."""
