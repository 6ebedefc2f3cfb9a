"""What a rule of the grammar is, and how many rules become one pattern.

The rules are listed in `chinese`, `english`, `figures` and `comparisons`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.timespan import Bound, Comparison

_NAMED = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Rule:
    """Words of one shape and what they mean.

    `pattern` is written in folded text (see `folding`) and says nothing of its left border. `build` may give None:
    then the words mean no time. A `weak` rule counts only inside a range or beside a bounding word ("in May").
    `bound` is what the words themselves say (within, 内). `edges` names the unit whose edge may follow in Chinese
    (10月 + 底, 三季度 + 末).
    """

    name: str
    pattern: str
    build: Callable[[re.Match[str], Frame], Mention | Comparison | None]
    weak: bool = False
    bound: Bound | None = None
    edges: str = ""


class RuleSet:
    """Rules tried at one place of a text, the first that fits winning: longer shapes stand before shorter ones."""

    __slots__ = ("_any", "_rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = {rule.name: (rule, re.compile(rule.pattern)) for rule in rules}
        if len(self._rules) != len(rules):
            raise ValueError("two rules share a name")
        self._any = re.compile("|".join(f"(?P<{rule.name}>{_NAMED.sub('(?:', rule.pattern)})" for rule in rules))

    def match(self, folded: str, at: int) -> tuple[Rule, re.Match[str]] | None:
        """The first rule whose words stand at `at`, with its own named groups."""
        found = self._any.match(folded, at)
        if found is None or found.lastgroup is None:
            return None
        rule, pattern = self._rules[found.lastgroup]
        words = pattern.match(folded, at)
        return (rule, words) if words is not None else None

    def match_all(self, folded: str, at: int) -> list[tuple[Rule, re.Match[str]]]:
        """Every rule whose words stand at `at`: what the tests hold the order of the rules against."""
        found = ((rule, pattern.match(folded, at)) for rule, pattern in self._rules.values())
        return [(rule, words) for rule, words in found if words is not None]
