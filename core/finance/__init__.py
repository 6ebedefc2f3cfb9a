"""Finance: double-entry books, what parties owe and are owed, payments, exchange rates, closed months.

Documents that make entries (deliveries, invoices, receipts, bills) live in the areas above and post through `ledger`
with legs made by `posting`; what they claim or credit is an open item (`settling`).
"""
