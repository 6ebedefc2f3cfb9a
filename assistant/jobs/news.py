"""News of the books for those who have to know: what is told of an event, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, select
from sqlalchemy.orm import Session

from assistant.jobs.telling import tell, threads_of
from assistant.replies.blocks import Button, ButtonsBlock
from assistant.replies.reader import Reader
from assistant.turn import TurnOutcome
from core import identity
from core.actor import Role
from core.events import EventRecord
from core.identity import User

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """Who hears of a kind of event, in which words, and what can be pressed under them."""

    audience: Callable[[Session, Facts], Sequence[User]]
    words: Callable[[Facts, Reader], str]
    button: Callable[[Facts, Reader], Button]


def tell_news(session: Session, event: EventRecord, now: datetime) -> None:
    """Tells everybody concerned, in each of their conversations and its language."""
    news = NEWS[event.kind]
    for user in news.audience(session, event.facts):
        for conversation in threads_of(session, user, now):
            actor = identity.actor_for_user(session, user.id, channel=conversation.channel)
            actor = actor.speaking(conversation.language)
            reader = Reader.of(actor, now)
            outcome = TurnOutcome(
                text=news.words(event.facts, reader),
                blocks=(ButtonsBlock(buttons=(news.button(event.facts, reader),)),),
                language=actor.language,
                proposal=None,
                trace={"event": event.id},
            )
            tell(session, event, conversation, outcome, actor, now)


def _buyers(session: Session, facts: Facts) -> Sequence[User]:
    has_role = User.roles.bool_op("&&")(cast([Role.BUYER.value], ARRAY(Text)))
    return session.scalars(select(User).where(User.active, has_role).order_by(User.id)).all()


def _salesperson(session: Session, facts: Facts) -> Sequence[User]:
    owner = facts.get("salesperson_id")
    user = session.get(User, UUID(str(owner))) if owner else None
    return [user] if user is not None and user.active else []


def _delegate(session: Session, facts: Facts) -> Sequence[User]:
    return _active(session, facts["delegate_id"])


def _both_but_who_did_it(session: Session, facts: Facts) -> Sequence[User]:
    ids = [one for one in (facts["delegate_id"], facts["lender_id"]) if one != facts["by_id"]]
    return _active(session, *ids)


def _active(session: Session, *ids: object) -> Sequence[User]:
    wanted = [UUID(str(one)) for one in ids]
    return session.scalars(select(User).where(User.active, User.id.in_(wanted)).order_by(User.id)).all()


def _delegation(what: str) -> Callable[[Facts, Reader], str]:
    def words(facts: Facts, reader: Reader) -> str:
        return reader.say(
            f"notice.delegation.{what}",
            lender=reader.name(facts["lender_zh"], facts["lender_en"], facts["lender"]),
            delegate=reader.name(facts["delegate_zh"], facts["delegate_en"], facts["delegate"]),
            start=_day(facts["starts_on"], reader),
            end=_day(facts["ends_on"], reader),
        )

    return words


def _requested(facts: Facts, reader: Reader) -> str:
    more = "" if facts["new"] else "_more"
    return reader.say(
        f"notice.requisition.raised{more}",
        number=facts["number"],
        product=reader.product(facts["product"], facts["product_zh"], facts["product_en"]),
        warehouse=reader.name(facts["warehouse_zh"], facts["warehouse_en"], facts["warehouse"]),
        quantity=facts["quantity"],
        projected=facts["projected"],
        unit=facts["unit"],
    )


def _moved(facts: Facts, reader: Reader) -> str:
    lines = [
        reader.say(
            "notice.sales_order.line",
            product=reader.product(line["product"], line["product_zh"], line["product_en"]),
            before=_day(line["before"], reader),
            after=_day(line["after"], reader),
        )
        for line in facts["lines"]
    ]
    customer = reader.name(facts["customer_zh"], facts["customer_en"], facts["customer"])
    return reader.say(
        "notice.sales_order.promise_moved",
        number=facts["number"],
        customer=customer,
        lines=reader.listed(lines),
    )


def _assumed(facts: Facts, reader: Reader) -> str:
    customer = reader.name(facts["customer_zh"], facts["customer_en"], facts["customer"])
    words = "notice.sales_order.receipt_assumed"
    return reader.say(words, number=facts["number"], delivery=facts["delivery"], customer=customer)


def _by_customer(what: str) -> Callable[[Facts, Reader], str]:
    def words(facts: Facts, reader: Reader) -> str:
        customer = reader.name(facts["customer_zh"], facts["customer_en"], facts["customer"])
        return reader.say(f"notice.sales_order.{what}_by_customer", number=facts["number"], customer=customer)

    return words


def _show_order(facts: Facts, reader: Reader) -> Button:
    return reader.saying("press.show_order", number=facts["number"])


def _day(written: str | None, reader: Reader) -> str:
    return reader.day(date.fromisoformat(written)) if written else reader.say("notice.sales_order.no_day")


NEWS: Mapping[str, News] = {
    "requisition.raised": News(
        audience=_buyers,
        words=_requested,
        button=lambda facts, reader: reader.saying("press.order_requisitions"),
    ),
    "sales_order.promise_moved": News(
        audience=_salesperson,
        words=_moved,
        button=_show_order,
    ),
    "sales_order.receipt_assumed": News(audience=_salesperson, words=_assumed, button=_show_order),
    "delegation.made": News(
        audience=_delegate,
        words=_delegation("made"),
        button=lambda facts, reader: reader.saying("press.show_approvals"),
    ),
    "delegation.ended": News(
        audience=_both_but_who_did_it,
        words=_delegation("ended"),
        button=lambda facts, reader: reader.saying("press.show_delegations"),
    ),
    "sales_order.ordered_by_customer": News(audience=_salesperson, words=_by_customer("ordered"), button=_show_order),
    "sales_order.cancelled_by_customer": News(
        audience=_salesperson, words=_by_customer("cancelled"), button=_show_order
    ),
}
"""By kind of event. A new kind of news is a row here and its words in `notice.yaml`."""
