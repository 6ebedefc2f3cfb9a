"""A new company can work at once, and there is never a second one in a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import core
from core import company, operations
from core.actor import Role
from core.audit import AuditRecord
from core.calendar import FixedClock
from core.company import Company, NoCompany
from core.founding import CompanyExists, UnknownZone, found_company
from core.identity import actor_for_login, sign_in
from core.identity.users import LoginUnfit
from core.inventory.models import OUTSIDE, Place
from core.money import UnknownCurrency


def opened(session: Session, clock: FixedClock, **changes: Any) -> Company:  # noqa: ANN401 - any argument
    """A company founded with memorable values, where nothing else is said."""
    values: dict[str, Any] = {
        "name_zh": "海风书店",
        "name_en": "Sea Breeze Books",
        "currency": "CNY",
        "zone": "Asia/Shanghai",
        "language": "zh",
        "country": "CN",
        "admin_login": "laoban",
        "admin_password": "a good long one",
        "now": clock.now(),
    }
    return found_company(session, **{**values, **changes})


def run(session: Session, clock: FixedClock, command: str, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """A command of the first admin."""
    operations.load(core)
    actor = actor_for_login(session, "laoban", channel="test")
    understood = operations.understand(session, command, arguments, actor=actor, now=clock.now())
    return operations.run_command(session, command, understood, actor=actor, now=clock.now())


def test_before_it_is_founded_there_is_no_company(session: Session) -> None:
    with pytest.raises(NoCompany):
        company.current(session)


def test_the_company_is_what_was_said(session: Session, clock: FixedClock) -> None:
    made = opened(session, clock, order_cut_off=time(17, 30), picking_days=2)
    assert made == company.current(session)
    assert (made.name("zh"), made.name("en"), made.currency) == ("海风书店", "Sea Breeze Books", "CNY")
    assert (made.zone.key, made.country, made.is_demo) == ("Asia/Shanghai", "CN", False)
    assert (made.order_cut_off, made.picking_days) == (time(17, 30), 2)
    assert len(made.secret) >= 32


def test_the_first_admin_signs_in_with_the_password(session: Session, clock: FixedClock) -> None:
    opened(session, clock)
    assert sign_in(session, "laoban", "a good long one", now=clock.now())
    assert actor_for_login(session, "laoban", channel="test").roles == {Role.ADMIN}


def test_a_second_company_is_refused_by_the_name_of_the_first(session: Session, clock: FixedClock) -> None:
    opened(session, clock)
    with pytest.raises(CompanyExists) as refused:
        opened(session, clock, name_zh="山风书店")
    assert refused.value.facts["name_zh"] == "海风书店"
    assert refused.value.facts["is_demo"] is False


def test_products_customers_and_warehouses_can_be_entered_at_once(session: Session, clock: FixedClock) -> None:
    opened(session, clock)
    product = run(
        session, clock, "create_product", {"code": "ATLAS", "name": "世界地图册", "price": "98", "unit": "本"}
    )
    assert (product.tax_code, product.currency) == ("VAT13", "CNY")
    assert run(session, clock, "create_customer", {"name": "第三中学", "region": "华东"}).region == "EAST"
    run(session, clock, "create_warehouse", {"code": "SH", "name": "上海仓", "region": "华东"})
    counted = run(session, clock, "count_stock", {"product": "ATLAS", "warehouse": "SH", "counted": "12"})
    assert counted.difference == Decimal(12)
    order = {"customer": "第三中学", "lines": [{"product": "世界地图册", "quantity": 2}]}
    placed = run(session, clock, "place_order", order)
    assert placed.head.gross == Decimal("221.48")
    # Ordered on Monday morning, a day to pick, seven working days to a region no transit time is known for.
    assert placed.head.promised_on == date(2026, 12, 3)


def test_elsewhere_there_is_one_region_and_no_chinese_tax(session: Session, clock: FixedClock) -> None:
    opened(session, clock, country="de", currency="EUR", zone="Europe/Berlin", language="en")
    product = run(session, clock, "create_product", {"code": "ATLAS", "name": "Atlas", "price": "30", "unit": "本"})
    assert (product.tax_code, product.currency) == ("VAT0", "EUR")
    assert run(session, clock, "create_customer", {"name": "Gymnasium", "region": "Everywhere"}).region == "ALL"


def test_goods_can_come_from_and_go_to_the_world(session: Session, clock: FixedClock) -> None:
    opened(session, clock)
    kinds = set(session.scalars(select(Place.kind)))
    assert kinds == set(OUTSIDE)


def test_the_founding_is_on_record(session: Session, clock: FixedClock) -> None:
    opened(session, clock)
    records = {record.action: record for record in session.scalars(select(AuditRecord))}
    assert records["company.found"].details["name_en"] == "Sea Breeze Books"
    assert records["company.found"].channel == "founding"
    assert records["user.add"].details["login"] == "laoban"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"currency": "XYZ"}, UnknownCurrency),
        ({"zone": "Mars/Olympus"}, UnknownZone),
        ({"zone": "../etc/passwd"}, UnknownZone),
        ({"admin_login": "老板"}, LoginUnfit),
    ],
)
def test_what_cannot_be_meant_is_refused(
    session: Session, clock: FixedClock, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        opened(session, clock, **changes)
