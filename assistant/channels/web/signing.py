"""Signing in and out with a browser, and choosing its language. Who may sign in is `core.identity`'s to say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import update

from assistant.channels.api.identifying import Context
from assistant.channels.web.browser import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    OurPagesOnly,
    find_actor,
    from_loopback,
    language_of_page,
)
from assistant.channels.web.drawing import back_to_page
from assistant.channels.web.guarding import PageRoute
from assistant.channels.web.pages import sign_in_page
from assistant.history import Conversation
from assistant.replies.entries import LANGUAGES
from assistant.replies.present import refusal_sentence
from core import company, identity
from core.errors import Refusal
from core.identity.web import WEB_SESSION_VALID

router = APIRouter(route_class=PageRoute, dependencies=[OurPagesOnly])

_LANGUAGE_KEPT_S = 365 * 24 * 3600
_Field = Annotated[str, Form(max_length=500)]


@router.post("/web/sign-in")
def sign_in(request: Request, context: Context, login: _Field = "", password: _Field = "") -> Response:
    """Signs in with login and password; what was refused is said on the sign-in page."""
    now = context.clock.now()
    try:
        with context.database.transaction() as session:
            secret = identity.sign_in(session, login.strip(), password, now=now)
    except Refusal as refusal:
        return _again(request, context, refusal, login)
    return _signed_in(request, secret)


@router.post("/web/demo-sign-in")
def demo_sign_in(request: Request, context: Context, login: _Field = "") -> Response:
    """Signs in as a picked account of the demo company; refused to other machines and other companies."""
    now = context.clock.now()
    try:
        with context.database.transaction() as session:
            secret = identity.demo_sign_in(session, login, from_loopback=from_loopback(request), now=now)
    except Refusal as refusal:
        return _again(request, context, refusal, "")
    return _signed_in(request, secret)


@router.post("/web/sign-out")
def sign_out(request: Request, context: Context) -> Response:
    """Ends the session, here and in the database."""
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        with context.database.transaction() as session:
            identity.sign_out(session, secret)
    response = back_to_page()
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
    return response


@router.post("/web/language")
def choose_language(request: Request, context: Context, language: _Field = "") -> Response:
    """Sets the language of the page, and of what the person's conversation says when no message tells."""
    response = back_to_page()
    if language not in LANGUAGES:
        return response
    with context.database.transaction() as session:
        actor = find_actor(session, request)
        if actor is not None:
            theirs = (Conversation.user_id == actor.user_id, Conversation.channel == actor.channel)
            session.execute(update(Conversation).where(*theirs).values(language=language))
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_LANGUAGE_KEPT_S, path="/", httponly=True, samesite="lax")
    return response


def _signed_in(request: Request, secret: str) -> Response:
    response = back_to_page()
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(WEB_SESSION_VALID.total_seconds()),
        path="/",
        httponly=True,
        secure=request.url.scheme == "https",
        # Strict would show the sign-in page to a signed-in person who follows a link from a chat or a mail. What
        # changes something is refused to other sites by `OurPagesOnly` anyway.
        samesite="lax",
    )
    return response


def _again(request: Request, context: Context, refusal: Refusal, login: str) -> Response:
    with context.database.transaction() as session:
        own = company.current(session)
        sentence = refusal_sentence(refusal, language_of_page(request))
        return sign_in_page(session, request, own, login=login[:100], refused=sentence, status=403)
