"""Delegations of approvals as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.operations import CommandResult


@dataclass(frozen=True, slots=True)
class DelegationShown:
    """Who approves for whom, from one day to another, both included."""

    lender: str
    lender_zh: str
    lender_en: str
    delegate: str
    delegate_zh: str
    delegate_en: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class DelegationPage:
    """The delegations that run or will."""

    delegations: tuple[DelegationShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsDelegated(CommandResult):
    """A delegation that was made."""

    delegation: DelegationShown


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationsEnded(CommandResult):
    """The delegations to somebody that were ended."""

    delegations: tuple[DelegationShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTimeSet(CommandResult):
    """Working hours after which a request goes up a level, from now on and before; 0 is never."""

    hours: int
    before: int
