"""One definition, many faces: an operation declared here is a tool, a route, a sub-command and a part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from assistant.channels.api.operations import operations_router
from assistant.cli.calling import show_operations
from assistant.cli.reference import reference
from assistant.tools import tool_schemas
from core import operations
from core.actor import Actor, Role
from core.catalog.references import ProductRef, Quantity
from core.operations import query


@pytest.fixture
def weighing() -> Iterator[None]:
    """An operation that exists only here."""
    with operations.separate():

        @query(roles=frozenset({Role.WAREHOUSE}))
        def weigh_parcel(session: Session, *, product: ProductRef, pieces: Quantity = Decimal(1)) -> Decimal:
            """Weighs a parcel of a product, in kilograms."""
            return Decimal(2) * pieces

        yield


def _actor(role: Role) -> Actor:
    return Actor(user_id=None, login="somebody", name="", roles=frozenset({role}))


@pytest.mark.usefixtures("weighing")
def test_it_is_a_tool_with_its_schema_for_those_who_may_use_it() -> None:
    tools = {
        tool["function"]["name"]: tool["function"] for tool in tool_schemas(_actor(Role.WAREHOUSE), with_change=False)
    }
    assert tools["weigh_parcel"]["description"] == "Weighs a parcel of a product, in kilograms."
    assert set(tools["weigh_parcel"]["parameters"]["properties"]) == {"product", "pieces"}
    assert tools["weigh_parcel"]["parameters"]["required"] == ["product"]


@pytest.mark.usefixtures("weighing")
def test_it_is_no_tool_for_anybody_else() -> None:
    tools = {tool["function"]["name"] for tool in tool_schemas(_actor(Role.HR), with_change=False)}
    assert "weigh_parcel" not in tools


@pytest.mark.usefixtures("weighing")
def test_it_is_a_route_of_the_api() -> None:
    paths = {str(getattr(route, "path", "")) for route in operations_router().routes}
    assert any(path.endswith("/weigh_parcel") for path in paths)


@pytest.mark.usefixtures("weighing")
def test_it_is_a_sub_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_operations("weigh_parcel", as_json=False) == 0
    assert "product *" in capsys.readouterr().out


@pytest.mark.usefixtures("weighing")
def test_it_is_on_the_page_of_operations() -> None:
    assert "### weigh_parcel" in reference()
    assert "- `product` (required): product:" in reference()


def test_it_is_gone_afterwards() -> None:
    assert operations.find("weigh_parcel") is None
