"""Inventory: warehouses, lots, the append-only stock ledger, balances, reservations and what is expected.

What can be promised by when is worked out here, from rows of this area only; who was promised it is not known here.
"""
