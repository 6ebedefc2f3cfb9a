"""How well the assistant does in whole conversations: talks in YAML, performed on throw-away books and judged by them.

Nothing here reads or writes the company's own data. `zhanggui eval` is the way in; the talks the product is developed
on lie with its tests.
"""
