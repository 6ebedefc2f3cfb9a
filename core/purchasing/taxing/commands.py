"""The operation that says whether input tax is deducted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import audit, company
from core.actor import Actor, Role
from core.operations import command
from core.purchasing.taxing.views import TaxpayerKind, TaxpayerSet


@command(roles=frozenset({Role.MANAGER, Role.ADMIN}))
def set_taxpayer_kind(session: Session, *, actor: Actor, now: datetime, kind: TaxpayerKind) -> TaxpayerSet:
    """Says whether the company is a general or a small-scale taxpayer (小规模纳税人).

    From then on the tax on suppliers' bills is deducted, or part of what the goods cost; bills that are recorded stay.
    """
    with company.changing(session) as row:
        before = TaxpayerKind.SMALL_SCALE if row.small_scale_taxpayer else TaxpayerKind.GENERAL
        row.small_scale_taxpayer = kind is TaxpayerKind.SMALL_SCALE
    details = {"kind": kind.value, "before": before.value}
    audit.record(session, action="company.taxpayer_kind", actor=actor, now=now, details=details)
    return TaxpayerSet(kind=kind, before=before)
