"""A request handed to the colleague a person names, by name, login or 沈经理; asked again where that is not plain."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversation.deciding import press
from assistant.conversation.verdicts import without_title
from assistant.replies.present import present_refusal
from assistant.turn import TurnOutcome
from core import names
from core.actor import Actor
from core.database import Database
from core.errors import Choice
from core.identity import User
from core.names import NameAmbiguous, NameUnknown
from core.proposals import Proposal

COLLEAGUE = "colleague"
_NAME_MAX = 40


def hand_on(database: Database, request: Proposal, written: str, actor: Actor, *, now: datetime) -> TurnOutcome:
    """Hands the request to the colleague; a name that is not plain is asked again, with those who may be meant."""
    try:
        with database.transaction() as session:
            login = _login_of(session, written)
    except (NameUnknown, NameAmbiguous) as unclear:
        text, blocks = present_refusal(unclear, actor.language)
        question = {"asks": COLLEAGUE, "proposal": str(request.id)}
        return TurnOutcome(text=text, blocks=blocks, language=actor.language, question=question)
    return press(database, f"delegate:{request.id}:{login}", actor=actor, now=now)


def hand_on_if_named(
    database: Database, proposal_id: UUID, written: str, actor: Actor, *, now: datetime
) -> TurnOutcome | None:
    """Hands the request to the colleague whose name the message is, None where it is no colleague's."""
    if len(written) > _NAME_MAX:
        return None
    try:
        with database.transaction() as session:
            login = _login_of(session, written.strip(" 。.!！，,"))
    except (NameUnknown, NameAmbiguous):
        return None
    return press(database, f"delegate:{proposal_id}:{login}", actor=actor, now=now)


def _login_of(session: Session, written: str) -> str:
    """The login of the colleague; refuses `NameUnknown` and `NameAmbiguous`."""
    try:
        return names.resolve(session, "user", written).code
    except NameUnknown:
        plain = without_title(written)
        if plain in ("", written):
            raise
    if len(plain) > 1:
        return names.resolve(session, "user", plain).code
    return _by_surname(session, plain, written)


def _by_surname(session: Session, surname: str, written: str) -> str:
    """The one colleague of that Chinese surname."""
    staff = select(User).where(
        User.active, User.customer_id.is_(None), User.name_zh.startswith(surname, autoescape=True)
    )
    found = session.scalars(staff.order_by(User.login)).all()
    if len(found) == 1:
        return found[0].login
    choices = tuple(Choice(one.login, one.name_zh, one.name_en) for one in found[: names.CHOICES_SHOWN])
    if found:
        raise NameAmbiguous(kind="user", text=written[:80], count=len(found), choices=choices)
    raise NameUnknown(kind="user", text=written[:80])
