"""Purchasing: from a shortage to goods in the warehouse and the supplier paid.

Suppliers and what they sell; rules that say when to buy; requisitions; purchase orders; receipts; suppliers' bills.
"""
