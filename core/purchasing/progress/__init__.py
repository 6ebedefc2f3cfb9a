"""What becomes of a purchase order: approved, sent, moved to another day, cancelled, closed."""
