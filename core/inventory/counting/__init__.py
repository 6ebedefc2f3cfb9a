"""Stock against the shelf: what was counted."""
