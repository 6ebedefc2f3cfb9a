"""What a rule of the grammar is, and how the rule that fits a place in a text is found.

The rules are listed in `chinese`, `english`, `figures` and `comparisons`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.timespan import Bound, Comparison

_NAMED = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Rule:
    """Words of one shape and what they mean.

    `begins` holds the characters the words may begin with, `pattern` is written in folded text (see `folding`) and
    says nothing of its left border. `build` may give None: then the words mean no time. A `weak` rule counts only
    inside a range or beside a bounding word ("in May"). `bound` is what the words themselves say (within, 内).
    `edges` names the unit whose edge may follow in Chinese (10月 + 底, 三季度 + 末).
    """

    name: str
    begins: str
    pattern: str
    build: Callable[[re.Match[str], Frame], Mention | Comparison | None]
    weak: bool = False
    bound: Bound | None = None
    edges: str = ""


class RuleSet:
    """Rules tried at one place of a text, the first that fits winning: longer shapes stand before shorter ones.

    Patterns are compiled when first met; all at once would cost a third of a second at every start of a command.
    """

    __slots__ = ("_by_first", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_first = {
            first: tuple(rule for rule in rules if first in rule.begins)
            for first in {character for rule in rules for character in rule.begins}
        }

    def match(self, spelled: str, at: int) -> tuple[Rule, re.Match[str]] | None:
        """The first rule whose words stand at `at`, with its own named groups."""
        rules = self._by_first.get(spelled[at : at + 1])
        found = _any_of(rules).match(spelled, at) if rules else None
        if not rules or found is None or found.lastindex is None:
            return None
        rule = rules[found.lastindex - 1]
        words = compiled(rule.pattern).match(spelled, at)
        return (rule, words) if words is not None else None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled once, when it is first needed."""
    return re.compile(pattern)


@cache
def _any_of(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({_NAMED.sub('(?:', rule.pattern)})" for rule in rules))
