"""Making a long history quickly: what real operations wrote for a few orders, copied by the thousand.

`cycles` runs the operations, `pattern` keeps the rows they wrote, `copying` writes them again for other days, customers
and products, in a few statements for each table, and `loading` puts that together. The balances are summed up again,
so that `zhanggui doctor` has nothing to say about the result.
"""
