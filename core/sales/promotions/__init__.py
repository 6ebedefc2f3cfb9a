"""Promotions: percents and amounts off, goods given with others, bundles; and what they do to a document."""
