"""People, orders, proposals and reports to render: made by hand, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from core.actor import Actor, Role
from core.inventory.views import Incoming
from core.operations import ApprovalNeeded, CommandResult, Document
from core.proposals import Proposal, ProposalStatus, ProposedStep
from core.sales.models import OrderState
from core.sales.views import OrderHead, OrderLineShown, OrderPlaced

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)
"""Monday, 23 November 2026, 10:02 in Shanghai."""

PROPOSAL_ID = UUID("0198c0de-0000-7000-8000-000000000042")


def person(login: str, role: Role, language: str = "zh") -> Actor:
    """Somebody with one role; the same login is the same person."""
    return Actor(
        user_id=UUID(int=sum(login.encode())),
        login=login,
        name=login,
        roles=frozenset({role}),
        language=language,
        discount_limit_percent=Decimal({"salesperson": 5, "manager": 20}.get(role.value, 0)),
    )


def seller(language: str = "zh") -> Actor:
    """A salesperson who may give 5 %."""
    return person("sales", Role.SALESPERSON, language)


def manager(language: str = "zh") -> Actor:
    """A manager who may give 20 %."""
    return person("manager", Role.MANAGER, language)


def buyer(language: str = "zh") -> Actor:
    """A customer of ours."""
    return replace(person("renhe", Role.CUSTOMER, language), customer_id=UUID(int=7))


MONITOR = OrderLineShown(
    product="BP-200",
    name_zh="上臂式血压计",
    name_en="Upper-arm blood pressure monitor",
    quantity=Decimal(20),
    unit="台",
    stock_quantity=Decimal(20),
    stock_unit="台",
    list_price=Decimal("189.0000"),
    discount_percent=Decimal(0),
    unit_price=Decimal("189.00"),
    net=Decimal("3780.00"),
    tax_rate=Decimal("0.13"),
    tax=Decimal("491.40"),
    warehouse="SH",
    warehouse_zh="上海仓",
    warehouse_en="Shanghai warehouse",
    ships_on=date(2026, 12, 2),
    promised_on=date(2026, 12, 3),
    days_late=0,
    waits_for=(),
    available_after=Decimal(96),
)
CUFFS = replace(
    MONITOR,
    product="BP-CUFF-L",
    name_zh="大号袖带",
    name_en="Large cuff",
    quantity=Decimal(2),
    unit="箱",
    stock_quantity=Decimal(24),
    stock_unit="条",
    list_price=Decimal("312.00"),
    unit_price=Decimal("312.00"),
    net=Decimal("624.00"),
    tax=Decimal("81.12"),
    warehouse="NB",
    warehouse_zh="宁波仓",
    warehouse_en="Ningbo warehouse",
    ships_on=date(2026, 12, 4),
    promised_on=date(2026, 12, 7),
    days_late=3,
    waits_for=(Incoming(Decimal(24), date(2026, 12, 2)),),
    available_after=Decimal(9),
)


def head(lines: Sequence[OrderLineShown], *, requested_on: date | None = date(2026, 12, 4)) -> OrderHead:
    """An order's head for Huadong Hospital."""
    net, tax = sum((line.net for line in lines), Decimal(0)), sum((line.tax for line in lines), Decimal(0))
    return OrderHead(
        customer="C0002",
        customer_zh="华东医院",
        customer_en="Huadong Hospital",
        ship_to="杭州市上城区清泰街99号",
        payment_terms_days=30,
        currency="CNY",
        price_list="STD",
        tax_included=False,
        requested_on=requested_on,
        promised_on=max((line.promised_on for line in lines if line.promised_on), default=None),
        discount_percent=Decimal(0),
        net=net,
        tax=tax,
        gross=net + tax,
        note="",
    )


def placed(
    *lines: OrderLineShown,
    requested_on: date | None = date(2026, 12, 4),
    approvals: tuple[ApprovalNeeded, ...] = (),
    unusual: tuple[str, ...] = (),
) -> OrderPlaced:
    """A confirmed order as it will stand."""
    shown = lines or (MONITOR, CUFFS)
    return OrderPlaced(
        document=Document("sales_order", UUID(int=9), "SO-2026-00042"),
        state=OrderState.CONFIRMED,
        head=head(shown, requested_on=requested_on),
        lines=tuple(shown),
        approvals=approvals,
        unusual=unusual or (("late",) if any(line.days_late for line in shown) else ()),
    )


OVER_LIMIT = ApprovalNeeded(Role.MANAGER, "discount_over_limit", Decimal(8), Decimal(5))


def proposal(
    *results: CommandResult,
    operation: str = "place_order",
    operations: Sequence[str] = (),
    arguments: dict[str, object] | None = None,
    status: ProposalStatus = ProposalStatus.PENDING,
    owner: Actor | None = None,
    undoable: bool = False,
) -> Proposal:
    """A proposal of one step a result; executed ones carry their documents."""
    named = list(operations) or [operation] * len(results)
    done = status is ProposalStatus.EXECUTED
    by = owner or seller()
    return Proposal(
        id=PROPOSAL_ID,
        status=status,
        owner_id=by.user_id,
        owner_login=by.login,
        conversation_id=None,
        steps=tuple(
            ProposedStep(name, dict(arguments or {}), result, result.document if done else None)
            for name, result in zip(named, results, strict=True)
        ),
        approvals=tuple(approval for result in results for approval in result.approvals),
        approver_id=None,
        created_at=NOW,
        expires_at=NOW + timedelta(hours=24),
        decided_at=None if status in (ProposalStatus.PENDING, ProposalStatus.AWAITING_APPROVAL) else NOW,
        refusal=None,
        replaced_by_id=None,
        undoable=undoable,
    )
