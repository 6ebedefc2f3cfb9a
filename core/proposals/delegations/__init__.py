"""The right to approve, lent to a colleague for some days, and how long a request may wait."""
