"""Refusals in words: one sentence by the refusal's code and facts, and its choices as buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.replies.blocks import Block, Button, ButtonsBlock, action_to_say
from assistant.replies.entries import entry, find_entry, language_of
from assistant.replies.words import fill, listed
from core.errors import Choice, Refusal

CHOICES_MAX = 6
_WITH_CODE = frozenset({"product", "warehouse"})


def present_refusal(refusal: Refusal, language: str) -> tuple[str, tuple[Block, ...]]:
    """The sentence, and buttons for the choices there are (at most `CHOICES_MAX`)."""
    sentence = refusal_sentence(refusal, language)
    buttons = choice_buttons(refusal.choices, language, kind=str(refusal.facts.get("kind", "")))
    return sentence, (ButtonsBlock(buttons=buttons),) if buttons else ()


def refusal_sentence(refusal: Refusal, language: str) -> str:
    """The refusal in one or two sentences: what, why, and what to do."""
    codes = [each.__name__ for each in type(refusal).__mro__ if issubclass(each, Refusal)]
    return _sentence(codes, refusal.facts, language)


def present_stored_refusal(code: str, facts: Mapping[str, object], language: str) -> str:
    """The sentence of a refusal that was kept as its code and facts."""
    return _sentence([code, Refusal.__name__], facts, language)


def choice_buttons(choices: Sequence[Choice], language: str, *, kind: str = "") -> tuple[Button, ...]:
    """A button for each choice, which says the choice's value; codes are shown where names alone would not do."""
    shown = choices[:CHOICES_MAX]
    names = [choice.name_zh if language_of(language) == "zh" else choice.name_en for choice in shown]
    coded = [kind in _WITH_CODE or names.count(name) > 1 for name in names]
    return tuple(
        Button(label=_label(choice, name, coded=with_code), action=action_to_say(choice.value))
        for choice, name, with_code in zip(shown, names, coded, strict=True)
    )


def _label(choice: Choice, name: str, *, coded: bool) -> str:
    if not name:
        return choice.value
    return f"{choice.value} {name}" if coded and name != choice.value else name


def _sentence(codes: Sequence[str], facts: Mapping[str, object], language: str) -> str:
    """The sentence of the first of `codes` that has one."""
    for code in codes:
        text = _chosen(f"refusal.{code}", facts, language)
        if text is not None:
            return fill(text, language, _shown(facts, language))
    return entry("refusal.Refusal", language)


def _chosen(key: str, facts: Mapping[str, object], language: str) -> str | None:
    """The text of `key`, or the one of its variants that a fact picks."""
    by = find_entry(f"{key}.by", language)
    if by is None:
        return find_entry(key, language)
    value = facts.get(by)
    variant = None if _is_nothing(value) else find_entry(f"{key}.{value}", language)
    if variant is None and _is_nothing(value):
        variant = find_entry(f"{key}.none", language)
    return variant or find_entry(f"{key}.otherwise", language)


def _is_nothing(value: object) -> bool:
    return value in (None, "", 0, "0") or (isinstance(value, Sequence) and not value)


def _shown(facts: Mapping[str, object], language: str) -> dict[str, object]:
    """The facts with names in the language and codes turned into words."""
    shown: dict[str, object] = dict(facts)
    suffix = f"_{language_of(language)}"
    for name, value in facts.items():
        if name.endswith(suffix):
            what = name.removesuffix(suffix)
            shown[f"{what}_name"] = value or facts.get(what, "")
        elif name in _WORDS and isinstance(value, str):
            shown[name] = _WORDS[name](value, facts, language)
    for name in ("roles", "allowed"):
        value = facts.get(name)
        if isinstance(value, Sequence) and not isinstance(value, str):
            words = [_LISTED[name](str(one), facts, language) for one in value]
            shown[name] = listed(words, language, last="or")
    return shown


_Word = Callable[[str, Mapping[str, object], str], str]


def _from(group: str) -> _Word:
    return lambda value, facts, language: find_entry(f"{group}.{value}", language) or value


def _parameter(value: str, facts: Mapping[str, object], language: str) -> str:
    """The last part that is a name: lines.0.quantity is a quantity."""
    named = [part for part in value.split(".") if not part.isdigit()]
    return _from("parameter")(named[-1] if named else value, facts, language)


def _state(value: str, facts: Mapping[str, object], language: str) -> str:
    return find_entry(f"state.{facts.get('kind')}.{value}", language) or value


_WORDS: dict[str, _Word] = {
    "kind": _from("kind"),
    "what": _from("kind"),
    "operation": _from("operation"),
    "parameter": _parameter,
    "status": _from("state.proposal"),
    "state": _state,
    "wanted": _state,
}
_LISTED: dict[str, _Word] = {"roles": _from("role"), "allowed": _state}
