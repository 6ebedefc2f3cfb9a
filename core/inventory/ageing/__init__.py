"""Stock that grows old: what does not sell, and lots that expire."""
