"""Every refusal anywhere in the product has a sentence in both languages, with facts it really carries."""

from __future__ import annotations

import ast
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import assistant
import core
import knowledge
from assistant.replies.entries import LANGUAGES, entries, find_entry
from assistant.replies.present import present_refusal, present_stored_refusal, refusal_sentence
from assistant.replies.words import places, say_if_known
from core import operations
from core.errors import Choice, Conflict
from core.inventory.allocating import InsufficientStock
from core.names import NameAmbiguous, NameUnknown
from core.operations import MissingArgument, OperationNotAllowed
from core.sales.references import OrderUnknown
from core.states import InvalidTransition

_KINDS = ("Refusal", "NotFound", "NotPermitted", "Invalid", "Conflict", "Unavailable")
_SHORT = 4


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    assert len(_all_refusals()) > 60
    for language in LANGUAGES:
        silent = [code for code in _all_refusals() if not _sentences(code, language)]
        assert silent == []


def test_no_sentence_is_kept_for_a_refusal_that_is_gone() -> None:
    kept = {key.split(".")[1] for key in entries("zh") if key.startswith("refusal.")}
    assert kept - set(_all_refusals()) == set()


def test_no_two_refusals_share_a_code() -> None:
    codes = [code for code, _ in _classes() if code in _all_refusals()]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_use_only_facts_that_are_given_where_the_refusal_is_raised(language: str) -> None:
    given = _facts_given()
    missing = {
        code: _facts_wanted(code, language) - given[code]
        for code in _all_refusals()
        if code in given and code not in _KINDS
    }
    assert {code: facts for code, facts in missing.items() if facts} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_with_its_facts_and_without(language: str) -> None:
    for code in _all_refusals():
        wanted = _facts_wanted(code, language)
        full = present_stored_refusal(code, {fact: f"«{fact}»" for fact in wanted}, language)
        assert len(full) > _SHORT
        assert "{" not in full
        assert len(present_stored_refusal(code, {}, language)) > _SHORT


def test_a_refusal_names_what_why_and_what_to_do() -> None:
    refusal = InsufficientStock(
        product="BP-200",
        product_zh="上臂式血压计",
        product_en="Upper-arm blood pressure monitor",
        asked=Decimal("20.0000"),
        available=Decimal(7),
        unit="台",
        warehouse=None,
    )
    zh, en = (refusal_sentence(refusal, language) for language in LANGUAGES)
    assert "BP-200 上臂式血压计" in zh
    assert "20 台" in zh
    assert "7 台" in zh
    assert "20 units wanted, 7 units left" in en


def test_a_refusal_kept_as_json_is_said_in_the_same_words() -> None:
    raised = InsufficientStock(
        product="BP-200", product_zh="血压计", product_en="Monitor", asked=Decimal(20), available=Decimal(0), unit="台"
    )
    kept = {**raised.facts, "asked": "20", "available": "0"}
    for language in LANGUAGES:
        assert present_stored_refusal("InsufficientStock", kept, language) == refusal_sentence(raised, language)


def test_codes_among_the_facts_become_words() -> None:
    barred = OperationNotAllowed(operation="place_order", roles=["manager", "salesperson"])
    assert refusal_sentence(barred, "zh") == "您的角色不能下单。这件事由经理或销售办理。"
    assert "manager or salesperson" in refusal_sentence(barred, "en")
    missing = MissingArgument(operation="place_order", parameter="lines.0.quantity")
    assert "数量" in refusal_sentence(missing, "zh")
    stuck = InvalidTransition(
        document="SO-2026-00042", kind="sales_order", state="cancelled", wanted="confirmed", allowed=[]
    )
    assert refusal_sentence(stuck, "zh") == "订单 SO-2026-00042 现在是“已取消”，不能再改。"


def test_an_order_out_of_scope_is_refused_in_the_words_of_one_never_issued() -> None:
    theirs, never = OrderUnknown(number="SO-2026-00042"), OrderUnknown(number="SO-2026-99999")
    for language in LANGUAGES:
        said = refusal_sentence(theirs, language).replace("SO-2026-00042", "#")
        assert said == refusal_sentence(never, language).replace("SO-2026-99999", "#")


def test_choices_become_buttons_that_say_the_code_and_at_most_six() -> None:
    choices = [Choice(f"C{number}", f"宏达{number}", f"Hongda {number}") for number in range(9)]
    text, blocks = present_refusal(NameAmbiguous(kind="customer", text="宏达", count=9, choices=choices), "en")
    assert text == "Which “宏达”? 9 customers fit."
    assert blocks[0].type == "buttons"
    assert [(one.label, one.action) for one in blocks[0].buttons][:2] == [
        ("Hongda 0", "say:C0"),
        ("Hongda 1", "say:C1"),
    ]
    assert len(blocks[0].buttons) == 6


def test_choices_of_one_name_are_told_apart_by_their_codes() -> None:
    twins = [Choice("C1", "宏达", "Hongda"), Choice("C2", "宏达", "Hongda")]
    _, blocks = present_refusal(NameAmbiguous(kind="customer", text="宏达", count=2, choices=twins), "zh")
    assert blocks[0].type == "buttons"
    assert [one.label for one in blocks[0].buttons] == ["C1 宏达", "C2 宏达"]


def test_a_refusal_without_choices_has_no_blocks() -> None:
    assert present_refusal(NameUnknown(kind="product", text="Q"), "zh")[1] == ()


def test_words_a_person_wrote_are_never_read_as_places() -> None:
    assert "{kind}" in refusal_sentence(NameUnknown(kind="product", text="{kind}"), "zh")


def test_a_refusal_of_another_make_is_said_in_the_words_of_its_kind() -> None:
    class SomethingNew(Conflict):
        """Known to nobody."""

    assert refusal_sentence(SomethingNew(), "en") == find_entry("refusal.Conflict", "en")
    assert present_stored_refusal("LongGone", {}, "en") == find_entry("refusal.Refusal", "en")


def _sentences(code: str, language: str) -> list[str]:
    own = {f"refusal.{code}", *(f"refusal.{code}.{name}" for name in ("none", "otherwise"))}
    return [text for key, text in entries(language).items() if key in own]


def _facts_wanted(code: str, language: str) -> frozenset[str]:
    texts = [
        text
        for key, text in entries(language).items()
        if (key == f"refusal.{code}" or key.startswith(f"refusal.{code}.")) and not key.endswith(".by")
    ]
    return frozenset().union(*map(places, texts))


@cache
def _all_refusals() -> tuple[str, ...]:
    """The names of all refusals, found in the source: importing everything would load every library there is."""
    parents = dict(_classes())
    return tuple(sorted({"Refusal", *(code for code in parents if _descends(code, parents))}))


def _descends(code: str, parents: dict[str, list[str]]) -> bool:
    return any(parent == "Refusal" or _descends(parent, parents) for parent in parents.get(code, ()))


@cache
def _classes() -> tuple[tuple[str, list[str]], ...]:
    """Every class of the product with the names of its bases."""
    return tuple(
        (node.name, [base.id for base in node.bases if isinstance(base, ast.Name)])
        for node in _nodes()
        if isinstance(node, ast.ClassDef)
    )


@cache
def _facts_given() -> dict[str, frozenset[str]]:
    """What each refusal is raised with anywhere, with the names that come of `x_zh` and `x_en`."""
    given: dict[str, set[str]] = {}
    for node in _nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            facts = {keyword.arg or "" for keyword in node.keywords}
            given.setdefault(node.func.id, set()).update(
                facts, (f"{one[:-3]}_name" for one in facts if one[-3:] == "_zh")
            )
    return {code: frozenset(facts) for code, facts in given.items() if "" not in facts}


@cache
def _nodes() -> tuple[ast.AST, ...]:
    paths = (path for package in (core, knowledge, assistant) for path in Path(package.__path__[0]).rglob("*.py"))
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_may_be_missing_has_a_name(language: str) -> None:
    operations.load(core, knowledge)
    named = {name for one in operations.all_operations() for name in one.parameters}
    assert [name for name in sorted(named) if say_if_known(f"parameter.{name}", language) is None] == []
