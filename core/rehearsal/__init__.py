"""Rehearsal (试算): hypothetical commands run in the real books and taken back, and what they would do to them."""
