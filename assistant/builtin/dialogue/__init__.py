"""From recognised spans to calls and questions: slots, lines, amendments, answers, and what "it" means.

Recognising spans and scoring intents are done before; words for results come after, from the replies.
"""
