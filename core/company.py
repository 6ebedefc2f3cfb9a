"""The company whose books these are: one row, read by everybody, written by `init` and by those who set its rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, table_of
from core.errors import Unavailable


class NoCompany(Unavailable):
    """The database holds no company yet."""


class CompanyRow(Base):
    """The stored settings of the one company of this database."""

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("least(credit_grace_days, transit_grace_days, return_days) >= 0", name="days_not_negative"),
        CheckConstraint("loss_limit >= 0", name="loss_limit_not_negative"),
        CheckConstraint("allowance_limit >= 0", name="allowance_limit_not_negative"),
        CheckConstraint("approval_hours >= 0", name="approval_hours_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    currency: Mapped[str]
    zone: Mapped[str]
    language: Mapped[str]
    country: Mapped[str] = mapped_column(default="CN")
    is_demo: Mapped[bool] = mapped_column(default=False)
    order_cut_off: Mapped[time] = mapped_column(default=time(16, 0))
    picking_days: Mapped[int] = mapped_column(default=1)
    credit_grace_days: Mapped[int] = mapped_column(server_default="0")
    transit_grace_days: Mapped[int] = mapped_column(server_default="3")
    return_days: Mapped[int] = mapped_column(server_default="30")
    loss_limit: Mapped[Decimal] = mapped_column(default=Decimal(5000), server_default="5000")
    small_scale_taxpayer: Mapped[bool] = mapped_column(default=False, server_default="false")
    allowance_limit: Mapped[Decimal] = mapped_column(default=Decimal(1000), server_default="1000")
    approval_hours: Mapped[int] = mapped_column(default=4, server_default="4")
    secret: Mapped[str]


# Asked several times in every turn: made once, and without an object that the session would watch.
_OWN = select(table_of(CompanyRow))


@dataclass(frozen=True, slots=True)
class Company:
    """What everybody needs to know about the company.

    `order_cut_off` is the local time after which an order counts as the next working day's; `picking_days` are
    working days from then until goods leave a warehouse.

    An invoice counts as overdue `credit_grace_days` after its due day; goods nobody confirmed the receipt of count as
    received `transit_grace_days` working days after they should have arrived; goods may be given back within
    `return_days` of their receipt. A count or scrap of goods worth more than `loss_limit`, in `currency`, needs a
    manager, and so does an allowance to a customer of more than `allowance_limit`. A request for approval goes up a
    level after `approval_hours` working hours, never for 0. A small-scale taxpayer gets no input tax back. `secret`
    signs web sessions.
    """

    name_zh: str
    name_en: str
    currency: str
    zone: ZoneInfo
    language: str
    country: str
    is_demo: bool
    order_cut_off: time
    picking_days: int
    secret: str
    credit_grace_days: int = 0
    transit_grace_days: int = 3
    return_days: int = 30
    loss_limit: Decimal = Decimal(5000)
    small_scale_taxpayer: bool = False
    allowance_limit: Decimal = Decimal(1000)
    approval_hours: int = 4

    def name(self, language: str) -> str:
        """The company's name in `language`."""
        return self.name_zh if language == "zh" else self.name_en


def current(session: Session) -> Company:
    """The company of this database, read once per session; refuses `NoCompany` before `init`."""
    known = session.info.get("company")
    if isinstance(known, Company):
        return known
    company = find(session)
    if company is None:
        raise NoCompany()
    session.info["company"] = company
    return company


@contextmanager
def changing(session: Session) -> Iterator[CompanyRow]:
    """The company's row, locked while one of its rules is set; whoever asks the session next reads it again."""
    row = session.scalars(select(CompanyRow).with_for_update()).one()
    yield row
    session.flush()
    session.info.pop("company", None)


def find(session: Session) -> Company | None:
    """The company, or None in an empty database."""
    row = session.execute(_OWN).one_or_none()
    if row is None:
        return None
    return Company(
        name_zh=row.name_zh,
        name_en=row.name_en,
        currency=row.currency,
        zone=ZoneInfo(row.zone),
        language=row.language,
        country=row.country,
        is_demo=row.is_demo,
        order_cut_off=row.order_cut_off,
        picking_days=row.picking_days,
        credit_grace_days=row.credit_grace_days,
        transit_grace_days=row.transit_grace_days,
        return_days=row.return_days,
        loss_limit=row.loss_limit,
        small_scale_taxpayer=row.small_scale_taxpayer,
        allowance_limit=row.allowance_limit,
        approval_hours=row.approval_hours,
        secret=row.secret,
    )
