"""Opening the application for a command, and who acts through it."""

from __future__ import annotations

import gc
import os
import pwd
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.app import Application
from assistant.channels.terminal import CHANNEL
from assistant.settings import Settings, read_settings
from core import company, identity
from core.actor import Actor, system_actor
from core.company import NoCompany
from core.errors import Invalid, NotPermitted
from core.identity import User

_DEMO_LOGIN = "sales"


class HomeNotReadable(NotPermitted):
    """Acting as somebody takes read access to the data's folder. Facts: path, user (of the operating system)."""


class WhoSpeaks(Invalid):
    """Several people have a login: say which one. Facts: logins."""


@contextmanager
def opened() -> Iterator[Application]:
    """The application on the settings of the environment, closed afterwards."""
    settings = read_settings()
    _only_with_access(settings)
    with ExitStack() as standing:
        gc.disable()  # what is loaded stays: there is no garbage to look for yet
        try:
            application = standing.enter_context(Application.open(settings))
            gc.freeze()
        finally:
            gc.enable()
        yield application


def actor_named(session: Session, login: str) -> Actor:
    """The person a command acts as, whom the audit log names with the operating system's user; refuses `NoCompany`."""
    company.current(session)
    return identity.actor_for_login(session, login, channel=CHANNEL, system_user=system_user())


def company_actor(session: Session) -> Actor:
    """The company itself, for what no user does; with the operating system's user; refuses `NoCompany`."""
    return replace(system_actor(company.current(session).zone, channel=CHANNEL), system_user=system_user())


def usual_login(session: Session) -> str:
    """Who speaks when nobody is named: the demo's salesperson, or the only user; refuses `WhoSpeaks`."""
    own = company.find(session)
    if own is None:
        raise NoCompany()
    logins = list(session.scalars(select(User.login).where(User.active).order_by(User.login).limit(20)))
    if own.is_demo and _DEMO_LOGIN in logins:
        return _DEMO_LOGIN
    if len(logins) == 1:
        return logins[0]
    raise WhoSpeaks(logins=logins)


def system_user() -> str:
    """The operating system's name for who runs this."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _only_with_access(settings: Settings) -> None:
    home = settings.home
    if home.exists() and not os.access(home, os.R_OK | os.X_OK):
        raise HomeNotReadable(path=str(home), user=system_user())
