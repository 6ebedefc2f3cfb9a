"""Proposals: a write is previewed, shown, agreed to by a person, and then executed once exactly as it was shown."""

from core.proposals.deciding import ReasonGiven, confirm, expire_due, explain, reject
from core.proposals.escalating import escalate_due
from core.proposals.handing_over import DelegateMayAlready, RightNotOwn, hand_over
from core.proposals.making import CannotUndo, NothingProposed, VisitorMayNotPropose, propose, run_harmless, undo
from core.proposals.models import ProposalRow, ProposalStatus
from core.proposals.reading import get, open_in, waiting_for
from core.proposals.running import BooksBusy, busy_is_a_refusal, rehearse
from core.proposals.standing import ApprovalNotYours, NotYourProposal, ProposalClosed, ProposalUnknown
from core.proposals.telling import ReasonTooLong
from core.proposals.views import Confirmation, Outcome, Proposal, ProposedStep, RefusalFacts, Step, Unreadable

__all__ = [
    "ApprovalNotYours",
    "BooksBusy",
    "CannotUndo",
    "Confirmation",
    "DelegateMayAlready",
    "NotYourProposal",
    "NothingProposed",
    "Outcome",
    "Proposal",
    "ProposalClosed",
    "ProposalRow",
    "ProposalStatus",
    "ProposalUnknown",
    "ProposedStep",
    "ReasonGiven",
    "ReasonTooLong",
    "RefusalFacts",
    "RightNotOwn",
    "Step",
    "Unreadable",
    "VisitorMayNotPropose",
    "busy_is_a_refusal",
    "confirm",
    "escalate_due",
    "expire_due",
    "explain",
    "get",
    "hand_over",
    "open_in",
    "propose",
    "rehearse",
    "reject",
    "run_harmless",
    "undo",
    "waiting_for",
]
