"""The closed grammar of business time in Chinese and English: words to mentions, mentions to days.

Nothing here knows which day it is except by argument; the public face is `core.calendar`.
"""
