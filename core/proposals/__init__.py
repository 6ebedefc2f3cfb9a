"""Proposals: a write is previewed, shown, agreed to by a person, and then executed once exactly as it was shown."""

from core.proposals.deciding import (
    ApprovalNotYours,
    NotYourProposal,
    ProposalClosed,
    ProposalUnknown,
    confirm,
    expire_due,
    reject,
)
from core.proposals.making import CannotUndo, NothingProposed, VisitorMayNotPropose, propose, run_harmless, undo
from core.proposals.models import ProposalRow, ProposalStatus
from core.proposals.reading import get, open_in, waiting_for
from core.proposals.running import BooksBusy, busy_is_a_refusal
from core.proposals.views import Confirmation, Outcome, Proposal, ProposedStep, RefusalFacts, Step, Unreadable

__all__ = [
    "ApprovalNotYours",
    "BooksBusy",
    "CannotUndo",
    "Confirmation",
    "NotYourProposal",
    "NothingProposed",
    "Outcome",
    "Proposal",
    "ProposalClosed",
    "ProposalRow",
    "ProposalStatus",
    "ProposalUnknown",
    "ProposedStep",
    "RefusalFacts",
    "Step",
    "Unreadable",
    "VisitorMayNotPropose",
    "busy_is_a_refusal",
    "confirm",
    "expire_due",
    "get",
    "open_in",
    "propose",
    "reject",
    "run_harmless",
    "undo",
    "waiting_for",
]
