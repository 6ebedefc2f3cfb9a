"""Founding a company in an empty database. Everything is written in the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor, Role, system_actor
from core.company import Company, CompanyRow
from core.database import table_of
from core.errors import Conflict, Invalid
from core.founding.basics import basics_for
from core.identity import add_user
from core.inventory.models import OUTSIDE, Place
from core.money import minor_unit

_PICKING_DAYS = 1
_CUT_OFF = time(16, 0)


class CompanyExists(Conflict):
    """The database holds a company already; it holds one and no more. Facts: name_zh, name_en, is_demo."""


class UnknownZone(Invalid):
    """Not a time zone of the IANA database, such as Asia/Shanghai. Facts: zone."""


def found_company(
    session: Session,
    *,
    name_zh: str,
    name_en: str,
    currency: str,
    zone: str,
    language: str,
    admin_login: str,
    admin_password: str | None,
    country: str,
    now: datetime,
    is_demo: bool = False,
    order_cut_off: time = _CUT_OFF,
    picking_days: int = _PICKING_DAYS,
    admin_name_zh: str | None = None,
    admin_name_en: str | None = None,
) -> Company:
    """Founds the company with its first admin, so that products, customers and warehouses can be entered at once.

    It gets units, the country's tax codes and regions, a default price list in `currency` without tax, and the places
    outside its warehouses. Without a password the admin signs in at the terminal only. Refuses `CompanyExists`,
    `UnknownCurrency`, `UnknownZone` and an unfit login.
    """
    minor_unit(currency)
    _refuse_second(session)
    row = CompanyRow(
        id=1,
        name_zh=name_zh,
        name_en=name_en,
        currency=currency,
        zone=_zone(zone),
        language=language,
        country=country.upper(),
        is_demo=is_demo,
        order_cut_off=order_cut_off,
        picking_days=picking_days,
        secret=secrets.token_urlsafe(32),
    )
    _add_only(session, row)
    founder = system_actor(company.current(session).zone, channel="founding")
    _write_basics(session, country=country, currency=currency)
    audit.record(session, action="company.found", actor=founder, now=now, details=_details(row))
    admin_names = (admin_name_zh or admin_login, admin_name_en or admin_login)
    _add_admin(session, admin_login, admin_names, admin_password, language=language, founder=founder, now=now)
    return company.current(session)


def _add_admin(
    session: Session,
    login: str,
    names: tuple[str, str],
    password: str | None,
    *,
    language: str,
    founder: Actor,
    now: datetime,
) -> None:
    add_user(
        session,
        login=login,
        name_zh=names[0],
        name_en=names[1],
        roles=[Role.ADMIN],
        language=language,
        password=password,
        actor=founder,
        now=now,
    )


def _details(row: CompanyRow) -> dict[str, Any]:
    """What the audit log keeps of a founding."""
    names = ("name_zh", "name_en", "currency", "country", "is_demo")
    return {"policy": "founding", **{name: getattr(row, name) for name in names}}


def _refuse_second(session: Session) -> None:
    known = company.find(session)
    if known is not None:
        raise CompanyExists(name_zh=known.name_zh, name_en=known.name_en, is_demo=known.is_demo)


def _add_only(session: Session, row: CompanyRow) -> None:
    """Adds the row, unless another process founded a company in this very moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        _refuse_second(session)
        raise error


def _write_basics(session: Session, *, country: str, currency: str) -> None:
    for model, rows in basics_for(country, currency=currency).by_table():
        session.execute(insert(table_of(model)), rows)
    session.add_all(Place(code=kind.value.upper(), kind=kind) for kind in OUTSIDE)
    session.flush()


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownZone(zone=name[:40]) from error
