"""The built-in planner: understanding the company's own vocabulary without a model of its own.

A sentence goes text → normalise → recognise → delexicalise → intents → arguments → dialogue. Of these none touches the
database: names, units and the day come in as arguments. Only `lexicon` reads them there.
"""
