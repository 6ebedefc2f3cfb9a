"""The page itself: the conversation of whoever is signed in, and the sign-in page for everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import history
from assistant.channels.api.identifying import Context
from assistant.channels.web.browser import (
    CHANNEL,
    OurPagesOnly,
    find_actor,
    from_loopback,
    language_of_page,
    require_actor,
)
from assistant.channels.web.drawing import back_to_page, client_words, draw
from assistant.channels.web.guarding import DataRoute, PageRoute
from assistant.channels.web.shown import cards_now, last_turns, own_conversation, unanswered
from assistant.replies.entries import entry
from core import company
from core.actor import Actor, Role
from core.company import Company
from core.identity import User

router = APIRouter()
_pages = APIRouter(route_class=PageRoute)
_data = APIRouter(route_class=DataRoute)

_OFFERED = (
    Role.SALESPERSON,
    Role.MANAGER,
    Role.CUSTOMER,
    Role.SUPPORT,
    Role.WAREHOUSE,
    Role.BUYER,
    Role.ACCOUNTANT,
    Role.HR,
    Role.ADMIN,
)
"""The roles of demo accounts, in the order they are offered in."""

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class AccountOffered:
    """A demo account to pick. `role` is the word for what the person is, `hint` what one can try as them."""

    login: str
    name_zh: str
    name_en: str
    role: str
    hint: str


@_pages.get("/")
def page(request: Request, context: Context) -> Response:
    """The conversation, or the sign-in page."""
    with context.database.transaction() as session:
        own = company.current(session)
        actor = find_actor(session, request)
        if actor is None:
            return sign_in_page(session, request, own)
        return _chat_page(session, request, own, actor, context.clock.now())


@_pages.get("/web/sign-in")
@_pages.get("/web/demo-sign-in")
def page_again() -> Response:
    """Where reloading a refused sign-in leads."""
    return back_to_page()


@_pages.post("/web/conversation", dependencies=[OurPagesOnly])
def new_conversation(request: Request, context: Context) -> Response:
    """Opens a conversation that remembers nothing of the one before."""
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        history.open_conversation(
            session,
            channel=CHANNEL,
            external_key=actor.login,
            user_id=actor.user_id,
            language=language_of_page(request),
            now=context.clock.now(),
        )
    return back_to_page()


@_data.get("/web/turns")
def earlier_turns(request: Request, context: Context, conversation: UUID, before: int) -> dict[str, Any]:
    """The turns before the one numbered `before`, and how their cards stand."""
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        thread = own_conversation(session, conversation, actor)
        turns, older = last_turns(session, thread.id, language=language_of_page(request), before=before)
        cards = cards_now(session, turns, actor=actor, now=context.clock.now())
    return {"turns": turns, "cards": cards, "older": older}


def sign_in_page(
    session: Session, request: Request, own: Company, *, login: str = "", refused: str = "", status: int = 200
) -> Response:
    """Login and password; in the demo company, on the machine itself, also its accounts to pick from."""
    language = language_of_page(request)
    demo = own.is_demo and from_loopback(request)
    return draw(
        "sign_in.html",
        language,
        status=status,
        company=own.name(language),
        accounts=_accounts(session, language) if demo else [],
        is_demo=own.is_demo,
        login=login,
        refused=refused,
    )


def _chat_page(session: Session, request: Request, own: Company, actor: Actor, now: datetime) -> Response:
    language = language_of_page(request)
    conversation_id = history.continue_conversation(
        session, channel=CHANNEL, external_key=actor.login, user_id=actor.user_id, language=language, now=now
    )
    turns, older = last_turns(session, conversation_id, language=language)
    role = _main_role(actor.roles)
    start = {
        "conversation": str(conversation_id),
        "login": actor.login,
        "language": language,
        "zone": str(own.zone),
        "now": now.isoformat(),
        "turns": turns,
        "older": older,
        "cards": cards_now(session, turns, actor=actor, now=now),
        "waiting": unanswered(session, conversation_id, language=language),
        "words": client_words(language),
    }
    return draw(
        "chat.html",
        language,
        company=own.name(language),
        person=_name(session, actor, language),
        role=entry(f"role.{role.value}", language),
        samples=[entry(f"web.samples.{role.value}.{place}", language) for place in range(_SAMPLES)],
        start=start,
    )


def _name(session: Session, actor: Actor, language: str) -> str:
    user = session.get_one(User, actor.user_id)
    return user.name_zh if language == "zh" else user.name_en


def _accounts(session: Session, language: str) -> list[AccountOffered]:
    users = session.scalars(select(User).where(User.active).order_by(User.login)).all()
    offered = [(_main_role(frozenset(map(Role, user.roles))), user) for user in users]
    return [
        AccountOffered(
            login=user.login,
            name_zh=user.name_zh,
            name_en=user.name_en,
            role=entry(f"role.{role.value}", language),
            hint=entry(f"web.hint.{role.value}", language),
        )
        for role, user in sorted(offered, key=lambda each: _OFFERED.index(each[0]))
    ]


def _main_role(roles: frozenset[Role]) -> Role:
    """The one of a person's roles that says most about what they do here."""
    return next((role for role in _OFFERED if role in roles), Role.CUSTOMER)


router.include_router(_pages)
router.include_router(_data)
