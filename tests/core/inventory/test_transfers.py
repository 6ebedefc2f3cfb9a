"""Goods go from warehouse to warehouse, those that expire first before others, and no promise is broken by it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Refusal
from core.events import EventRecord
from core.finance.models import JournalEntry
from core.inventory.free import NotEnoughFree
from core.inventory.lots import LotUnused
from core.inventory.models import StockMove
from core.inventory.transfers.commands import SameWarehouse
from core.operations import OperationNotAllowed
from tests.company import Company
from tests.core.inventory.trading import announce, worth

THERE = {"product": "BP-200", "from_warehouse": "SH", "to_warehouse": "NB"}


def test_what_leaves_one_warehouse_is_in_the_other_and_worth_the_same(company: Company) -> None:
    entries = company.session.scalar(select(func.count()).select_from(JournalEntry))
    moved = company.run("warehouse", "transfer_stock", {**THERE, "quantity": 2, "unit": "箱"})
    assert (moved.quantity, moved.source, moved.target, moved.lots) == (20, "SH", "NB", ())
    assert (company.on_hand("BP-200"), company.on_hand("BP-200", "NB")) == ((50, 0), (50, 0))
    assert worth(company, "BP-200") == (100, "11200.00")
    row = company.session.scalars(select(StockMove).where(StockMove.origin_kind == "transfer")).one()
    assert row.value == Decimal("2240.00")
    assert company.session.scalar(select(func.count()).select_from(JournalEntry)) == entries


def test_lots_go_first_expiring_first_and_expired_ones_only_by_name(company: Company) -> None:
    there = {**THERE, "product": "GS-50"}
    moved = company.run("warehouse", "transfer_stock", {**there, "quantity": 45})
    assert [(one.lot, int(one.quantity)) for one in moved.lots] == [("2405", 40), ("2407", 5)]
    with pytest.raises(NotEnoughFree) as refused:
        company.run("warehouse", "transfer_stock", {**there, "quantity": 56})
    assert refused.value.facts["available"] == 55
    company.run("warehouse", "transfer_stock", {**there, "quantity": 9, "lot": "2403"})
    assert company.on_hand("GS-50", "NB") == (54, 0)


def test_goods_that_later_promises_need_stay(company: Company) -> None:
    company.order(60)
    announce(company, "BP-200", 5, in_days=3)
    company.run("sales", "place_order", _from_shanghai(13))
    with pytest.raises(NotEnoughFree) as refused:
        company.run("warehouse", "transfer_stock", {**THERE, "quantity": 3})
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (3, 2)
    company.run("warehouse", "transfer_stock", {**THERE, "quantity": 2})


def test_goods_that_come_by_transfer_go_to_whoever_waits_and_is_due(company: Company) -> None:
    announce(company, "TH-30", 9, in_days=1, warehouse="NB")
    arguments = {"customer": "仁和诊所", "lines": [{"product": "TH-30", "quantity": 9}], "warehouse": "NB"}
    company.run("sales", "place_order", arguments)
    there = {**THERE, "product": "TH-30", "quantity": 10}
    company.later(timedelta(days=2)).run("warehouse", "transfer_stock", there)
    assert company.on_hand("TH-30", "NB") == (10, 9)
    kinds = set(company.session.scalars(select(EventRecord.kind)))
    assert {"stock.transferred", "stock.received"} <= kinds


@pytest.mark.parametrize(
    ("login", "change", "refusal"),
    [
        ("warehouse", {"to_warehouse": "上海仓"}, SameWarehouse),
        ("warehouse", {"lot": "2405"}, LotUnused),
        ("warehouse", {"quantity": 71}, NotEnoughFree),
        ("sales", {}, OperationNotAllowed),
        ("renhe", {}, OperationNotAllowed),
    ],
)
def test_what_is_no_transfer_is_refused(
    company: Company, login: str, change: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        company.run(login, "transfer_stock", {**THERE, "quantity": 5, **change})


def _from_shanghai(quantity: int) -> dict[str, Any]:
    return {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": quantity}], "warehouse": "SH"}


def test_a_transfer_asked_for_in_chat_is_previewed_and_done_once(company: Company) -> None:
    proposal = company.propose("warehouse", "transfer_stock", {**THERE, "quantity": 5})
    assert company.on_hand("BP-200") == (70, 0)
    company.confirm("warehouse", proposal)
    company.confirm("warehouse", proposal)
    assert company.on_hand("BP-200") == (65, 0)
