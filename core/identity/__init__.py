"""Identity: users and their roles, how they prove who they are on each channel, and the `Actor` that results."""

from core.identity.accounts import actor_for_account, create_link_code, redeem_link_code
from core.identity.delegations import delegates_on, standing
from core.identity.models import Account, ApiToken, Delegation, LinkCode, User, WebSession
from core.identity.references import ColleagueRef
from core.identity.tokens import actor_for_token, create_token
from core.identity.users import (
    UnknownUser,
    UserInactive,
    actor_for_login,
    actor_for_user,
    add_user,
    discount_limit_of_anyone,
    visitor,
)
from core.identity.web import actor_for_web_session, demo_sign_in, sign_in, sign_out

__all__ = [
    "Account",
    "ApiToken",
    "ColleagueRef",
    "Delegation",
    "LinkCode",
    "UnknownUser",
    "User",
    "UserInactive",
    "WebSession",
    "actor_for_account",
    "actor_for_login",
    "actor_for_token",
    "actor_for_user",
    "actor_for_web_session",
    "add_user",
    "create_link_code",
    "create_token",
    "delegates_on",
    "demo_sign_in",
    "discount_limit_of_anyone",
    "redeem_link_code",
    "sign_in",
    "sign_out",
    "standing",
    "visitor",
]
