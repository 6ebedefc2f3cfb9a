"""What the page is made of: the person's own turns, nothing that runs by itself, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

import assistant.channels.web
from assistant.app import Application
from assistant.history import TurnRow
from assistant.replies.entries import entries
from tests.assistant.web.asking import Person, card_of
from tests.assistant.web.conftest import Browser
from tests.assistant.web.shop import MARKUP

STATIC = Path(assistant.channels.web.__file__).parent / "static"


def test_every_answer_forbids_what_the_page_does_not_need(person: Callable[..., Person]) -> None:
    sales = person("sales")
    data = sales.browser.get("/web/turns", params={"conversation": sales.conversation, "before": 1})
    for answer in (sales.browser.get("/"), data, sales.send(text="hello")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_the_page_has_no_script_or_style_of_its_own_and_loads_only_ours(person: Callable[..., Person]) -> None:
    html = person("sales").browser.get("/").text
    assert not re.findall(r"\son\w+=|style=|<style|javascript:", html)
    scripts = re.findall(r"<script[^>]*>", html)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|href|action)="([^"]*)"', html))


def test_no_static_file_names_another_place(application: Application, visit: Callable[..., Browser]) -> None:
    for path in STATIC.rglob("*.*"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.findall(r"https?://|@import|url\(", text), path.name
        assert len(text.splitlines()) <= 300, path.name


def test_files_are_kept_for_good_under_the_address_of_their_content(
    application: Application, visit: Callable[..., Browser]
) -> None:
    browser = visit(application)
    address = re.findall(r'href="(/web/static/[^"]*base.css)"', browser.get("/").text)[0]
    assert "immutable" in browser.get(address).headers["cache-control"]
    other = browser.get(re.sub(r"static/\w+/", "static/0123456789ab/", address))
    assert (other.status_code, other.headers["cache-control"]) == (200, "no-store")
    assert browser.get("/web/static/x/..%2f..%2fpages.py").status_code == 404


def test_what_people_wrote_cannot_leave_the_pages_data(person: Callable[..., Person]) -> None:
    sales = person("sales")
    sales.say(f"</script>{MARKUP}")
    html = sales.browser.get("/").text
    assert MARKUP not in html
    assert html.count("</script>") == 2
    assert sales.page()["turns"][0]["said"][0]["text"] == f"</script>{MARKUP}"


def test_the_page_shows_the_persons_turns_in_order_and_nobody_elses(person: Callable[..., Person]) -> None:
    sales, manager = person("sales"), person("manager")
    sales.say("first")
    manager.say("private")
    sales.say("second")
    said = [turn["said"][0]["text"] for turn in sales.page()["turns"]]
    assert said == ["first", "second"]


def test_older_turns_come_when_asked_for(person: Callable[..., Person]) -> None:
    sales = person("sales")
    for number in range(43):
        sales.say(f"word {number}")
    start = sales.page()
    assert (len(start["turns"]), start["older"]) == (40, True)
    query = {"conversation": sales.conversation, "before": start["turns"][0]["seq"]}
    earlier = sales.browser.get("/web/turns", params=query).json()
    assert [turn["said"][0]["text"] for turn in earlier["turns"]] == ["word 0", "word 1", "word 2"]
    assert earlier["older"] is False


def test_a_new_conversation_starts_empty_and_leaves_the_old_one_readable(person: Callable[..., Person]) -> None:
    sales = person("sales")
    sales.say("before")
    sales.browser.post("/web/conversation")
    start = sales.page()
    assert (start["turns"], start["conversation"] != sales.conversation) == ([], True)
    answer = sales.browser.get("/web/turns", params={"conversation": sales.conversation, "before": 10**9})
    assert len(answer.json()["turns"]) == 1


def test_another_persons_conversation_is_as_good_as_none(person: Callable[..., Person]) -> None:
    sales, manager = person("sales"), person("manager")
    for conversation in (manager.conversation, "01a20ad1-6546-7581-a0c2-a979f6e90d3a"):
        answer = sales.browser.get("/web/turns", params={"conversation": conversation, "before": 1})
        assert (answer.status_code, answer.json()["code"]) == (404, "ConversationUnknown")


def test_an_undecided_card_comes_with_how_it_stands_now(person: Callable[..., Person]) -> None:
    sales = person("sales")
    first = card_of(sales.say("card 3"))["proposal"]
    second = card_of(sales.say("card 4"))["proposal"]
    sales.press(f"confirm:{second}")
    cards = sales.page()["cards"]
    assert cards[first]["status"] == "superseded"
    assert cards[first]["buttons"] == []
    shown = [
        card["status"] for turn in sales.page()["turns"] for card in turn["reply"]["blocks"] if card["type"] == "card"
    ]
    assert shown == ["pending", "pending", "executed"]


def test_a_chart_is_drawn_for_its_reader_only(person: Callable[..., Person]) -> None:
    sales, manager = person("sales"), person("manager")
    reply = sales.say("all")
    place = [block["type"] for block in reply["blocks"]].index("chart")
    picture = sales.browser.get(f"/web/charts/{reply['turn']}/{place}.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "<svg" in picture.text
    assert "sandbox" in picture.headers["content-security-policy"]
    assert sales.browser.get(f"/web/charts/{reply['turn']}/0.svg").status_code == 404
    assert sales.browser.get(f"/web/charts/{reply['turn']}/99.svg").status_code == 404
    assert manager.browser.get(f"/web/charts/{reply['turn']}/{place}.svg").status_code == 404


def test_a_fault_while_drawing_the_page_is_a_page_with_a_reference(
    application: Application, person: Callable[..., Person]
) -> None:
    sales = person("sales")
    sales.say("anything")
    with application.database.transaction() as session:
        session.execute(update(TurnRow).where(TurnRow.conversation_id == sales.conversation).values(reply={}))
    answer = sales.browser.get("/")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert re.search(r"[0-9a-f]{8}", answer.text)
    sales.browser.post("/web/conversation")


def test_both_languages_have_the_same_words() -> None:
    web = {language: {key for key in entries(language) if key.startswith("web.")} for language in ("zh", "en")}
    assert web["zh"] == web["en"]
