"""One function is one operation: its schema, roles and description follow from it, and nothing is said twice."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import core
from core import operations
from core.actor import STAFF, Actor, Role, system_actor
from core.calendar import Period
from core.catalog.references import ProductRef, Quantity
from core.operations import ApprovalNeeded, CommandResult, Day, Effect, PeriodWords, command, query


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPainted(CommandResult):
    """A shelf with a colour."""

    colour: str
    coats: Decimal


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    """What a test declares is forgotten after it."""
    operations.load(core)
    with operations.separate():
        yield


def declared() -> operations.Operation:
    """A command with a parameter of every kind."""

    @command(roles=frozenset({Role.WAREHOUSE}))
    def paint_shelf(
        session: Session,
        *,
        actor: Actor,
        now: datetime,
        product: ProductRef,
        coats: Quantity,
        on: Day | None = None,
        during: PeriodWords | None = None,
        colour: str = "red",
    ) -> ShelfPainted:
        """Paints the shelf of a product.

        A second line that a model may read.
        """
        return ShelfPainted(colour=colour, coats=coats)

    found = operations.find("paint_shelf")
    assert found is not None
    return found


def test_a_new_operation_is_in_the_registry_with_all_that_follows_from_it() -> None:
    operation = declared()
    assert operation in operations.all_operations()
    assert (operation.effect, operation.area) == (Effect.COMMAND, "operations")
    assert operation.summary == "Paints the shelf of a product."
    assert operation.description.endswith("a model may read.")


@pytest.mark.parametrize(
    ("module", "area"),
    [
        ("core.sales.commands", "sales"),
        ("core.sales.quotations.commands", "sales"),
        ("knowledge.queries", "knowledge"),
        ("tests.core.operations.test_declaring", "operations"),
        ("script", "script"),
    ],
)
def test_its_area_is_the_package_below_the_root_however_deep_its_module_lies(module: str, area: str) -> None:
    def count_bolts(session: Session) -> int:
        """Counts bolts."""
        return 0

    count_bolts.__module__ = module
    query(roles=STAFF)(count_bolts)
    found = operations.find("count_bolts")
    assert found is not None
    assert found.area == area


def test_modules_of_reactions_are_imported_with_those_of_operations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "toolshed" / "yard"
    inner.mkdir(parents=True)
    for folder in (inner.parent, inner):
        (folder / "__init__.py").touch()
    for name in ("queries", "commands", "reactions", "models"):
        (inner / f"{name}.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    operations.load(importlib.import_module("toolshed"))
    loaded = {name.rsplit(".", 1)[-1] for name in sys.modules if name.startswith("toolshed.yard.")}
    assert loaded == {"queries", "commands", "reactions"}


def test_its_schema_has_what_a_caller_fills_and_nothing_the_kernel_gives() -> None:
    schema = declared().schema
    assert set(schema["properties"]) == {"product", "coats", "on", "during", "colour"}
    assert set(schema["required"]) == {"product", "coats"}
    assert schema["properties"]["product"]["x-reference"] == "product"
    assert schema["properties"]["coats"]["x-reference"] == "quantity"
    assert schema["properties"]["colour"]["default"] == "red"
    assert schema["additionalProperties"] is False


def test_only_its_roles_may_use_it() -> None:
    operation = declared()
    packer = Actor(user_id=None, login="p", name="p", roles=frozenset({Role.WAREHOUSE, Role.HR}))
    seller = Actor(user_id=None, login="s", name="s", roles=frozenset({Role.SALESPERSON}))
    assert operation in operations.available_to(packer)
    assert operation not in operations.available_to(seller)


def test_a_result_survives_being_kept_as_json() -> None:
    operation = declared()
    result = ShelfPainted(colour="蓝", coats=Decimal("2.50"))
    kept = operation.result.dump_json(result)
    assert b'"2.50"' in kept
    assert operation.result.validate_json(kept) == result


def test_what_is_declared_inside_is_forgotten_outside() -> None:
    with operations.separate():
        declared()
    assert operations.find("paint_shelf") is None
    assert operations.find("place_order") is not None


def test_an_operation_without_a_description_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="docstring"):

        @query(roles=STAFF)
        def count_shelves(session: Session) -> int:
            return 0


def test_two_modules_may_not_declare_one_name() -> None:
    with pytest.raises(ValueError, match="two operations are called find_orders"):

        @query(roles=STAFF)
        def find_orders(session: Session) -> int:
            """Not that one."""
            return 0


def test_the_terms_of_a_result_leave_out_the_document_and_what_is_not_agreed() -> None:
    result = ShelfPainted(colour="红", coats=Decimal(2), unusual=("late",))
    assert result.terms() == {"approvals": [], "colour": "红", "coats": "2"}
    assert result.still_agreed(result.terms())
    assert not ShelfPainted(colour="红", coats=Decimal(3)).still_agreed(result.terms())


@pytest.mark.parametrize(
    ("reason", "limit", "may"),
    [
        ("discount_over_limit", 8, True),
        ("discount_over_limit", 7, False),
        ("credit_over_limit", 0, True),
        ("purchase_over_limit", 0, True),
    ],
)
def test_an_approval_asks_for_a_limit_of_ones_own_only_where_its_reason_has_one(
    reason: str, limit: int, may: bool
) -> None:
    needed = ApprovalNeeded(Role.MANAGER, reason, asked=Decimal(8), allowed=Decimal(5))
    person = Actor(None, "m", "m", frozenset({Role.MANAGER}), discount_limit_percent=Decimal(limit))
    assert needed.may_be_given_by(person) is may
    assert not needed.may_be_given_by(replace(person, roles=frozenset({Role.SALESPERSON})))


def test_every_operation_of_core_describes_itself_and_has_a_schema() -> None:
    found = [operation for operation in operations.all_operations() if operation.name != "paint_shelf"]
    assert len(found) >= 25
    for operation in found:
        assert operation.summary.endswith((".", ":", "or")), operation.name
        assert operation.schema["type"] == "object"
        assert operation.roles
        assert operation.undo is None or operations.find(operation.undo) is not None


def test_the_system_is_an_actor_without_a_user() -> None:
    period = Period.parse("2026-10-01..2026-10-31")
    assert period.days == 31
    actor = system_actor(Actor(user_id=None, login="x", name="x", roles=frozenset()).zone)
    assert (actor.user_id, actor.login) == (None, "system")
