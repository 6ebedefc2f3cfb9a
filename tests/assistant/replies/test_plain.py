"""An operation nobody wrote words for can be used through chat all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from assistant.replies.present import present_proposed, present_result, present_run
from core.operations import CommandResult, Document
from core.proposals import ProposalStatus
from tests.assistant.replies.samples import NOW, proposal, seller


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf somebody counted."""

    code: str
    quantity: Decimal
    counted_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Shelves and how many there are."""

    shelves: tuple[Shelf, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfMade(CommandResult):
    """A new shelf."""

    shelf: Shelf


SHELF = Shelf("A-1", Decimal("12.50"), date(2026, 11, 20), UUID(int=1))


def test_a_value_is_a_card_of_its_fields_without_ids() -> None:
    text, blocks = present_result("get_shelf", SHELF, actor=seller(), now=NOW)
    assert text == "get_shelf："
    assert blocks[0].type == "card"
    assert [(fact.label, fact.value) for fact in blocks[0].facts] == [
        ("编码", "A-1"),
        ("数量", "12.5"),
        ("counted on", "11月20日 周五"),
    ]


def test_rows_and_pages_are_tables() -> None:
    for result in ((SHELF, SHELF), ShelfPage((SHELF, SHELF), 2)):
        text, blocks = present_result("find_shelves", result, actor=seller("en"), now=NOW)
        assert text == "find_shelves: 2 rows."
        assert blocks[0].type == "table"
        assert blocks[0].rows[0] == ("A-1", "12.5", "Fri 20 Nov")


def test_a_plain_value_is_said() -> None:
    assert present_result("count_shelves", 1234, actor=seller("en"), now=NOW) == ("count_shelves: 1,234", ())
    assert present_result("find_shelves", (), actor=seller("en"), now=NOW) == ("find_shelves: 0 rows.", ())
    assert present_result("list_codes", ("A", "B"), actor=seller("en"), now=NOW)[1][0].type == "table"


def test_a_command_has_a_card_and_a_receipt() -> None:
    made = ShelfMade(document=Document("shelf", UUID(int=1), "A-1"), shelf=SHELF)
    text, blocks = present_proposed(proposal(made, operation="make_shelf"), actor=seller(), now=NOW)
    assert text == "make_shelf，请确认。"
    assert blocks[0].type == "card"
    assert blocks[0].buttons
    done = proposal(made, operation="make_shelf", status=ProposalStatus.EXECUTED)
    assert present_run(done, actor=seller(), now=NOW)[0] == "make_shelf：已完成 A-1。"
