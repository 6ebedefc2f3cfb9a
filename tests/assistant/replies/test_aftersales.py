"""Cards of what comes back and what is let off: overdue invoices, exchanges, allowances, terms of sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from assistant.replies.present import present_proposal, present_proposed
from core.actor import Role
from core.operations import ApprovalNeeded, CommandResult, Document, OverdueItem
from core.proposals import Proposal, ProposalStatus
from core.sales.deliveries.views import DeliveryPart
from core.sales.invoicing.views import CreditPosted, InvoiceLineShown, Totals
from core.sales.returns.views import ReturnExchanged
from core.sales.terms.views import SalesTerm, SalesTermSet
from core.sales.views import GoodsShown
from tests.assistant.replies.samples import MONITOR, NOW, manager, placed, proposal, seller

OLDEST = tuple(
    OverdueItem(f"INV-2026-0000{place}", date(2026, 11, day), Decimal(100 * place))
    for place, day in ((1, 3), (2, 13), (3, 22))
)


def overdue(asked: int) -> ApprovalNeeded:
    return ApprovalNeeded(Role.MANAGER, "credit_overdue", Decimal(asked), Decimal(0), OLDEST)


@pytest.mark.parametrize(("asked", "others"), [(600, ""), (900, "等")])
def test_an_approval_says_which_invoices_are_overdue_and_for_how_long(asked: int, others: str) -> None:
    waiting = proposal(
        placed(MONITOR, approvals=(overdue(asked),)), status=ProposalStatus.AWAITING_APPROVAL, owner=seller()
    )
    note = overdue_note(waiting, "zh")
    assert "INV-2026-00001 欠 100，逾期 20 天" in note
    assert "INV-2026-00003 欠 300，逾期 1 天" in note
    assert note.endswith(others)
    english = overdue_note(waiting, "en")
    assert "INV-2026-00003 with 300, 1 day overdue" in english
    assert ("and others" in english) == bool(others)


def overdue_note(waiting: Proposal, language: str) -> str:
    card = present_proposal(waiting, actor=manager().speaking(language), now=NOW)
    return next(note.text for note in card.notes if "INV-" in note.text)


def said(result: CommandResult, operation: str, *, done: bool, language: str) -> str:
    status = ProposalStatus.EXECUTED if done else ProposalStatus.PENDING
    shown = proposal(result, operation=operation, status=status)
    text, blocks = present_proposed(shown, actor=seller().speaking(language), now=NOW)
    return " ".join((text, *(block.model_dump_json() for block in blocks)))


EXCHANGED = ReturnExchanged(
    document=Document("delivery", UUID(int=3), "DN-2026-00007"),
    number="RT-2026-00002",
    order="SO-2026-00042",
    customer="C-0001",
    customer_zh="仁和诊所",
    customer_en="Renhe Clinic",
    ship_to="杭州",
    parts=(
        DeliveryPart(
            "SH", "上海仓", "Shanghai warehouse", (GoodsShown("BP-200", "血压计", "Monitor", Decimal(2), "台"),)
        ),
    ),
    ship_on=date(2026, 11, 24),
)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("换货", "上海仓", "2 台")), ("en", ("exchanged", "Shanghai warehouse"))]
)
def test_an_exchange_says_what_leaves_from_where_once_more(language: str, words: tuple[str, ...]) -> None:
    text = said(EXCHANGED, "exchange_return", done=False, language=language)
    assert all(word in text for word in words)
    assert "DN-2026-00007" not in text


def test_an_allowance_shows_amounts_and_no_quantity() -> None:
    line = InvoiceLineShown("BP-200", "血压计", "Monitor", Decimal(0), "台", Decimal(100), Decimal("0.13"), Decimal(13))
    note = CreditPosted(
        document=Document("credit_note", UUID(int=4), "CN-2026-00001"),
        customer="C-0001",
        customer_zh="仁和诊所",
        customer_en="Renhe Clinic",
        goods_return="",
        reason="外箱破损",
        invoices=("INV-2026-00001",),
        lines=(line,),
        totals=Totals(Decimal(100), Decimal(13), Decimal(113), "CNY"),
        numbers=("CN-2026-00001",),
    )
    text = said(note, "allow_discount", done=False, language="zh")
    assert "折让，货不退" in text
    assert "113.00" in text
    assert "0 台" not in text
    whole = replace(note, lines=(replace(line, quantity=Decimal(2)),))
    assert "2 台" in said(whole, "credit_invoice", done=False, language="zh")


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (SalesTerm.RETURNS, "退货期设为 1 天", "Time to return goods will be 1 day"),
        (SalesTerm.TRANSIT, "1 个工作日", "1 working day"),
        (SalesTerm.OVERDUE, "发票逾期宽限", "Grace for overdue invoices"),
    ],
)
def test_a_term_of_sale_says_its_days_now_and_before(term: SalesTerm, zh: str, en: str) -> None:
    made = SalesTermSet(document=Document("sales_term", UUID(int=1), term.value), term=term, days=1, before=30)
    assert zh in said(made, "set_sales_term", done=False, language="zh")
    text = said(made, "set_sales_term", done=True, language="en")
    assert en.split(" will")[0] in text
    assert "30" in text
