"""What reaches an open page without being asked for: from other tabs, other people, other processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from httpx_sse import ServerSentEvent, connect_sse

from assistant.app import Application
from assistant.channels.web.browser import SESSION_COOKIE
from tests.assistant.web.asking import Person, card_of
from tests.assistant.web.shop import served


@pytest.fixture(scope="module")
def address(application: Application) -> Iterator[str]:
    """The page, served."""
    with served(application, working=False) as address:
        yield address


def test_an_answer_given_in_another_tab_arrives(address: str, person: Callable[..., Person]) -> None:
    sales = person("sales")
    with listening(address, sales) as events:
        sales.say("from the other tab")
        turn = next(event for event in events if event.event == "turn")
    shown = json.loads(turn.data)
    assert shown["said"][0]["text"] == "from the other tab"
    assert shown["reply"]["text"] == "sales: from the other tab"
    assert turn.id == str(shown["seq"])


def test_what_happened_while_nobody_listened_comes_first(address: str, person: Callable[..., Person]) -> None:
    sales = person("sales")
    sales.say("seen")
    seen = sales.page()["turns"][-1]["seq"]
    sales.say("missed")
    with listening(address, sales, {"Last-Event-ID": str(seen)}) as events:
        said = [json.loads(event.data)["said"][0]["text"] for event in taken(events, "turn", 2)]
    # What may have become visible late is sent again; the page leaves out what it has.
    assert said == ["seen", "missed"]


def test_a_decision_changes_cards_that_were_shown_before(address: str, person: Callable[..., Person]) -> None:
    sales = person("sales")
    first = card_of(sales.say("card 3"))["proposal"]
    with listening(address, sales) as events:
        sales.say("card 4")
        states = [json.loads(event.data) for event in taken(events, "cards", 2)][-1]
    assert states[first]["status"] == "superseded"


def test_nothing_arrives_where_the_person_has_signed_out(address: str, person: Callable[..., Person]) -> None:
    left, still_there = person("sales"), person("sales")
    left.conversation = still_there.conversation
    with listening(address, left) as events:
        left.browser.post("/web/sign-out")
        still_there.say("secret")
        assert [event.event for event in events if event.event != "ping"] == ["signed_out"]


def test_another_persons_conversation_cannot_be_listened_to(address: str, person: Callable[..., Person]) -> None:
    sales, manager = person("sales"), person("manager")
    answer = httpx.get(f"{address}/web/events", params={"conversation": manager.conversation}, headers=cookie_of(sales))
    assert answer.status_code == 404
    assert httpx.get(f"{address}/web/events", params={"conversation": sales.conversation}).status_code == 401


@pytest.mark.slow
def test_an_open_page_neither_holds_up_a_server_that_stops_nor_breaks_off(
    application: Application, addresses: tuple[str, str], person: Callable[..., Person], tmp_path: Path
) -> None:
    sales = person("sales")
    program = [sys.executable, "-m", "tests.assistant.web.serving_alone", *addresses, str(tmp_path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        sales.say("hello")
        with listening(address, sales) as events:
            assert next(events).event == "turn"
            process.terminate()
            assert [event.event for event in events] == ["cards"]
        _, errors = process.communicate(timeout=10)
    assert errors == ""


@contextmanager
def listening(
    address: str, person: Person, headers: dict[str, str] | None = None
) -> Iterator[Iterator[ServerSentEvent]]:
    """The events of the person's conversation."""
    with (
        httpx.Client(headers={**cookie_of(person), **(headers or {})}, timeout=20) as client,
        connect_sse(client, "GET", f"{address}/web/events", params={"conversation": person.conversation}) as source,
    ):
        yield source.iter_sse()


def taken(events: Iterator[ServerSentEvent], name: str, count: int) -> list[ServerSentEvent]:
    """The next so many events of a name."""
    found: list[ServerSentEvent] = []
    while len(found) < count:
        event = next(events)
        if event.event == name:
            found.append(event)
    return found


def cookie_of(person: Person) -> dict[str, str]:
    """The person's session, as a header."""
    return {"Cookie": f"{SESSION_COOKIE}={person.browser.cookies[SESSION_COOKIE]}"}
