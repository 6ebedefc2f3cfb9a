"""Answers of queries to render: stock, availability, products, customers, tickets, reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from core.calendar import Period, month_of
from core.catalog.views import ProductPage, ProductShown
from core.customers.models import CustomerKind
from core.customers.views import ContactShown, CustomerDetails, CustomerPage, CustomerShown
from core.inventory.views import AvailabilityLine, AvailabilityShown, Incoming, StockRow, StockShown, StockSignal
from core.operations import Document
from core.reports.views import Dimension, Label, SalesFigures, SalesReport, SalesRow
from core.sales.models import OrderState
from core.sales.prices.views import PriceRule, PriceShown
from core.sales.views import OrderCancelled, OrderPage, OrderRow, OrderShown
from core.service.models import TicketPriority, TicketState
from core.service.views import TicketChanged, TicketPage, TicketShown
from tests.assistant.replies.samples import CUFFS, MONITOR, NOW, head

SHANGHAI_ROW = StockRow("SH", "上海仓", "Shanghai warehouse", Decimal(120), Decimal(24), Decimal(0), Decimal(96), ())
NINGBO_ROW = StockRow(
    "NB",
    "宁波仓",
    "Ningbo warehouse",
    Decimal(9),
    Decimal(0),
    Decimal(2),
    Decimal(7),
    (Incoming(Decimal(240), date(2026, 12, 2)),),
)


def stock(*rows: StockRow) -> StockShown:
    """What staff are told of BP-200."""
    return StockShown(
        product="BP-200",
        name_zh="上臂式血压计",
        name_en="Upper-arm blood pressure monitor",
        unit="台",
        warehouse=None,
        rows=rows,
        on_hand=sum((row.on_hand for row in rows), Decimal(0)),
        reserved=sum((row.reserved for row in rows), Decimal(0)),
        available=sum((row.available for row in rows), Decimal(0)),
        signal=StockSignal.IN_STOCK,
    )


def coarse_stock(signal: StockSignal) -> StockShown:
    """What a customer is told."""
    return replace(stock(), on_hand=None, reserved=None, available=None, signal=signal)


MONITORS_WANTED = AvailabilityLine(
    product="BP-200",
    name_zh="上臂式血压计",
    name_en="Upper-arm blood pressure monitor",
    quantity=Decimal(20),
    unit="台",
    stock_unit="台",
    available=Decimal(96),
    warehouse="SH",
    warehouse_zh="上海仓",
    warehouse_en="Shanghai warehouse",
    ships_on=date(2026, 12, 2),
    promised_on=date(2026, 12, 3),
    days_late=0,
    waits_for=(),
)
CUFFS_WANTED = replace(
    MONITORS_WANTED,
    product="BP-CUFF-L",
    name_zh="大号袖带",
    name_en="Large cuff",
    quantity=Decimal(24),
    unit="条",
    stock_unit="条",
    available=Decimal(9),
    promised_on=date(2026, 12, 7),
    days_late=3,
    waits_for=(Incoming(Decimal(24), date(2026, 12, 2)),),
)
NEVER = replace(CUFFS_WANTED, warehouse=None, promised_on=None, ships_on=None, days_late=0, waits_for=())


def availability(*lines: AvailabilityLine, requested_on: date | None = date(2026, 12, 4)) -> AvailabilityShown:
    """Whether Renhe Clinic can have the lines."""
    promised = [line.promised_on for line in lines]
    last = None if None in promised else max(day for day in promised if day)
    return AvailabilityShown(
        customer="C0001",
        customer_zh="仁和诊所",
        customer_en="Renhe Clinic",
        region_zh="华东",
        region_en="East China",
        requested_on=requested_on,
        promised_on=last,
        in_time=None if requested_on is None else last is not None and last <= requested_on,
        lines=lines,
    )


METER = ProductShown("GM-10", "血糖仪", "Glucose meter", "血糖监测", "Blood glucose", "台", Decimal(128), "CNY", False)
STRIPS = ProductShown("GS-50", "血糖试纸", "Test strips", "血糖监测", "Blood glucose", "盒", None, "CNY", False)
PRODUCTS = ProductPage((METER, STRIPS), 2)
PRICE = PriceShown(
    product="BP-200",
    name_zh="上臂式血压计",
    name_en="Upper-arm blood pressure monitor",
    unit="台",
    stock_unit="台",
    quantity=Decimal(20),
    list_price=Decimal("189.00"),
    unit_price=Decimal("189.00"),
    net=Decimal("3780.00"),
    tax_code="VAT13",
    tax_rate=Decimal("0.13"),
    tax=Decimal("491.40"),
    gross=Decimal("4271.40"),
    currency="CNY",
    tax_included=False,
    price_list="STD",
    rule=PriceRule("STD", "标准价", "List price"),
    on=date(2026, 11, 23),
)

CUSTOMERS = CustomerPage(
    (
        CustomerShown("C0001", "仁和诊所", "Renhe Clinic", CustomerKind.CLINIC, "华东", "East China", "sales", True),
        CustomerShown("", "宏达贸易", "Hongda Trade", None, "", "", "sales2", False),
    ),
    2,
)
RENHE = CustomerDetails(
    code="C0001",
    name_zh="仁和诊所",
    name_en="Renhe Clinic",
    kind=CustomerKind.CLINIC,
    region_zh="华东",
    region_en="East China",
    owner="sales",
    address="杭州市西湖区文三路18号",
    payment_terms_days=30,
    contacts=(ContactShown("王敏", "设备科", "138-0000-0001", None),),
)

ORDER = OrderShown(
    number="SO-2026-00042",
    state=OrderState.CONFIRMED,
    head=head((MONITOR, CUFFS)),
    lines=(replace(MONITOR, available_after=None), replace(CUFFS, available_after=None)),
    salesperson="sales",
    created_at=NOW,
    confirmed_at=NOW,
    cancelled_at=None,
    cancel_reason=None,
)
ORDERS = OrderPage(
    (
        OrderRow(
            "SO-2026-00042",
            OrderState.CONFIRMED,
            "C0002",
            "华东医院",
            "Huadong Hospital",
            date(2026, 11, 23),
            date(2026, 12, 7),
            Decimal("4976.52"),
            "CNY",
            ("BP-200", "BP-CUFF-L"),
        ),
    ),
    31,
)
CANCELLED = OrderCancelled(
    document=Document("sales_order", UUID(int=9), "SO-2026-00042"),
    number="SO-2026-00042",
    customer="C0002",
    customer_zh="华东医院",
    customer_en="Huadong Hospital",
    gross=Decimal("4976.52"),
    currency="CNY",
    was=OrderState.CONFIRMED,
    reason="客户改主意了",
    lines=(MONITOR, CUFFS),
    freed=Decimal(44),
)

TICKET = TicketShown(
    number="T-2026-00007",
    state=TicketState.NEW,
    priority=TicketPriority.HIGH,
    subject="耳温枪坏了",
    description="开机没有反应",
    contact="",
    product="TH-30",
    product_zh="耳温枪",
    product_en="Ear thermometer",
    customer="C0001",
    customer_zh="仁和诊所",
    customer_en="Renhe Clinic",
    reporter="renhe",
    assignee="support",
    resolution="",
    opened_at=NOW,
    resolved_at=None,
)
TICKETS = TicketPage((TICKET,), 1)
TICKET_OPENED = TicketChanged(document=Document("ticket", UUID(int=11), TICKET.number), ticket=TICKET, was=None)

OCTOBER = month_of(date(2026, 10, 1))


def figures(amount: str, orders: int = 10, units: str = "100") -> SalesFigures:
    """The figures of a row."""
    return SalesFigures(Decimal(amount), orders, Decimal(units))


def sales_report(
    *rows: SalesRow,
    by: tuple[Dimension, ...] = (Dimension.REGION,),
    period: Period = OCTOBER,
    compared_with: Period | None = None,
    row_count: int | None = None,
) -> SalesReport:
    """A report whose totals are its rows'."""
    before = [row.before for row in rows if row.before is not None]
    return SalesReport(
        measure="ordered_amount",
        period=period,
        by=by,
        filters=(),
        compared_with=compared_with,
        currency="CNY",
        as_of=NOW,
        rows=rows,
        row_count=len(rows) if row_count is None else row_count,
        total=_sum([row.figures for row in rows]),
        total_before=_sum(before) if compared_with else None,
        first_fact_on=date(2024, 11, 23),
    )


def region_row(code: str, name_zh: str, name_en: str, amount: str, before: str | None = None) -> SalesRow:
    """A row by region."""
    return SalesRow((Label(code, name_zh, name_en),), figures(amount), None if before is None else figures(before))


REGIONS = (
    region_row("EAST", "华东", "East China", "168220.50", "141000"),
    region_row("SOUTH", "华南", "South China", "98000", "99000"),
    region_row("NORTH", "华北", "North China", "76500", "60500"),
)


def _sum(all_figures: list[SalesFigures]) -> SalesFigures:
    return SalesFigures(
        sum((one.ordered_amount for one in all_figures), Decimal(0)),
        sum(one.orders for one in all_figures),
        sum((one.units for one in all_figures), Decimal(0)),
    )
