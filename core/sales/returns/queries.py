"""Operations that read returns. Every one of them keeps to the customers the actor may see."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.catalog.models import Product
from core.customers.models import Customer
from core.customers.scope import CustomerRef, visible_customers
from core.operations import query
from core.sales.deliveries.models import Delivery, DeliveryLine
from core.sales.invoicing.models import CreditNote
from core.sales.models import SalesOrder
from core.sales.queries import MAY_READ
from core.sales.references import OrderRef
from core.sales.returns.models import Return, ReturnLine, ReturnState
from core.sales.returns.references import ReturnRef
from core.sales.returns.views import ReturnPage, ReturnRow, ReturnShown
from core.sales.views import GoodsShown

_PAGE = 20


@query(roles=MAY_READ)
def get_return(session: Session, *, goods_return: ReturnRef) -> ReturnShown:
    """One return: where it stands, what goods are in it, why, and what was credited for it."""
    row, customer, order = session.execute(
        select(Return, Customer, SalesOrder.number)
        .join(Customer, Customer.id == Return.customer_id)
        .join(SalesOrder, SalesOrder.id == Return.order_id)
        .where(Return.id == goods_return.id)
    ).one()
    return ReturnShown(
        number=row.number,
        order=order,
        state=row.state,
        customer=customer.code,
        customer_zh=customer.name_zh,
        customer_en=customer.name_en,
        lines=returned_goods(session, row.id),
        reason=row.reason,
        refusal=row.refusal,
        created_at=row.created_at,
        received_at=row.received_at,
        credit_notes=tuple(
            session.scalars(select(CreditNote.number).where(CreditNote.return_id == row.id).order_by(CreditNote.serial))
        ),
        deliveries=tuple(
            session.scalars(select(Delivery.number).where(Delivery.return_id == row.id).order_by(Delivery.number))
        ),
    )


@query(roles=MAY_READ)
def find_returns(
    session: Session,
    *,
    actor: Actor,
    customer: CustomerRef | None = None,
    order: OrderRef | None = None,
    state: ReturnState | None = None,
) -> ReturnPage:
    """Returns, newest first, by customer, order or state."""
    conditions: list[ColumnElement[bool]] = [visible_customers(actor)]
    if customer is not None:
        conditions.append(Return.customer_id == customer.id)
    if order is not None:
        conditions.append(Return.order_id == order.id)
    if state is not None:
        conditions.append(Return.state == state)
    products = (
        select(func.array_agg(Product.code))
        .join(ReturnLine, ReturnLine.product_id == Product.id)
        .where(ReturnLine.return_id == Return.id)
        .scalar_subquery()
    )
    found = select(Return.id).join(Customer, Customer.id == Return.customer_id).where(*conditions)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(
        select(Return, Customer, SalesOrder.number, products)
        .join(Customer, Customer.id == Return.customer_id)
        .join(SalesOrder, SalesOrder.id == Return.order_id)
        .where(*conditions)
        .order_by(Return.created_at.desc(), Return.id.desc())
        .limit(_PAGE)
    )
    return ReturnPage(
        tuple(
            ReturnRow(
                number=row.number,
                order=number,
                state=row.state,
                customer=buyer.code,
                customer_zh=buyer.name_zh,
                customer_en=buyer.name_en,
                created_at=row.created_at,
                products=tuple(sorted(set(codes or ()))),
            )
            for row, buyer, number, codes in rows
        ),
        count,
    )


def returned_goods(session: Session, return_id: UUID) -> tuple[GoodsShown, ...]:
    """What is in a return; the lots are those the goods were delivered from, once they are back."""
    rows = session.execute(
        select(ReturnLine, Product)
        .join(Product, Product.id == ReturnLine.product_id)
        .join(DeliveryLine, DeliveryLine.id == ReturnLine.delivery_line_id)
        .where(ReturnLine.return_id == return_id)
        .order_by(Product.code, ReturnLine.id)
    )
    return tuple(
        GoodsShown(
            product.code,
            product.name_zh,
            product.name_en,
            line.quantity,
            product.unit_code,
            tuple(str(lot["lot"]) for lot in line.lots if lot["lot"]),
        )
        for line, product in rows
    )
