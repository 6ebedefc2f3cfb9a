"""When to buy: reorder rules, shortages, and the requisitions they raise."""
