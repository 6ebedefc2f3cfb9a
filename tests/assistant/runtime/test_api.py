"""REST: the same turns as everywhere, problems instead of exceptions, and a route for every operation."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from assistant.app import Application
from assistant.app.working import working_beside
from assistant.channels.api import create_api
from assistant.replies.blocks import Reply
from core import operations
from core.actor import EVERYONE, Actor
from core.operations import query
from tests.assistant.runtime.talking import Api


def messages(conversation: str) -> str:
    return f"/conversations/{conversation}/messages"


def test_a_message_is_answered_with_a_reply(api: Api) -> None:
    conversation = api.conversation("sales")
    answer = api.post("sales", messages(conversation), {"text": "hello there"})
    assert Reply.model_validate(answer).text == "sales: hello there"
    assert answer["conversation"] == conversation


def test_the_same_message_id_gives_the_same_turn(api: Api) -> None:
    body = {"text": "hello there", "message_id": "one"}
    conversation = api.conversation("sales")
    first = api.post("sales", messages(conversation), body)
    assert api.post("sales", messages(conversation), body) == first
    elsewhere = api.conversation("sales")
    assert api.post("sales", messages(elsewhere), body)["turn"] != first["turn"]


def test_an_answer_comes_as_events_where_the_client_wants_them(api: Api) -> None:
    path = f"/api/v1{messages(api.conversation('sales'))}"
    headers = {**api.headers("sales"), "Accept": "text/event-stream"}
    response = api.client.post(path, json={"text": "hello there"}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [part.split("\ndata: ") for part in response.text.strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: accepted", "event: reply"]
    assert json.loads(events[-1][1])["text"] == "sales: hello there"


def test_a_card_is_confirmed_once_and_the_second_confirm_has_the_first_receipt(api: Api) -> None:
    card = api.post("sales", messages(api.conversation("sales")), {"text": "card 1"})
    path = f"/proposals/{card['proposal']['id']}/confirm"
    first, second = api.post("sales", path), api.post("sales", path)
    assert first["proposal"]["status"] == "executed"
    assert first["proposal"]["steps"] == second["proposal"]["steps"]
    assert first["conversation"] == card["conversation"]


def test_a_card_is_rejected(api: Api) -> None:
    card = api.post("sales", messages(api.conversation("sales")), {"text": "card 1"})
    assert api.post("sales", f"/proposals/{card['proposal']['id']}/reject")["proposal"]["status"] == "rejected"


def test_somebody_elses_card_is_as_unknown_as_one_that_never_was(api: Api) -> None:
    card = api.post("sales", messages(api.conversation("sales")), {"text": "card 1"})
    theirs = api.refused("renhe", f"/proposals/{card['proposal']['id']}/confirm")
    never = api.refused("renhe", f"/proposals/{uuid4()}/confirm")
    assert theirs == never
    assert theirs["status"] == 404


def test_somebody_elses_conversation_is_as_unknown_as_one_that_never_was(api: Api) -> None:
    mine = api.conversation("sales")
    theirs = api.refused("renhe", messages(mine), {"text": "hello"})
    assert theirs == api.refused("renhe", messages(str(uuid4())), {"text": "hello"})
    assert theirs["status"] == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer zg_wrong"}, {"Authorization": "Basic x"}])
def test_without_a_valid_token_there_is_nothing(api: Api, headers: dict[str, str]) -> None:
    response = api.client.post("/api/v1/conversations", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body", [{}, {"text": 5}, {"text": "x", "message_id": "y" * 300}, {"text": "x" * 100_001}, "nonsense", None]
)
def test_a_body_that_is_no_message_is_a_problem(api: Api, body: object) -> None:
    problem = api.refused("sales", messages(api.conversation("sales")), body)
    assert problem["status"] == 422
    assert problem["code"] == "RequestInvalid"


def test_a_problem_speaks_the_language_that_is_asked_for(api: Api) -> None:
    for language, word in (("en-GB,en;q=0.9", "token"), ("zh-CN", "令牌")):
        response = api.client.post("/api/v1/conversations", headers={"Accept-Language": language})
        assert word in response.json()["detail"].lower()


def test_a_path_that_does_not_exist_is_a_problem(api: Api) -> None:
    response = api.client.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_a_query_answers_with_its_typed_result(api: Api) -> None:
    answer = api.post("sales", "/operations/get_stock", {"product": "血压计"})
    assert answer["calls"] == [
        {"operation": "get_stock", "arguments": {"product": "血压计"}, "outcome": "ok", "refusal": None}
    ]
    assert answer["result"]["product"] == "BP-200"
    assert answer["proposal"] is None


def test_a_command_answers_with_a_card_that_waits(api: Api) -> None:
    order = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 1}]}
    answer = api.post("sales", "/operations/place_order", order)
    assert answer["proposal"]["status"] == "pending"
    assert answer["calls"][0]["outcome"] == "proposed"
    confirmed = api.post("sales", f"/proposals/{answer['proposal']['id']}/confirm")
    assert confirmed["proposal"]["steps"][0]["document"].startswith("SO-")


def test_what_no_database_can_hold_costs_no_fault(api: Api) -> None:
    order = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": 1}], "note": "fra\0gile"}
    card = api.post("sales", "/operations/place_order", order)["proposal"]
    number = api.post("sales", f"/proposals/{card['id']}/confirm")["proposal"]["steps"][0]["document"]
    assert api.post("sales", "/operations/get_order", {"order": number})["result"]["head"]["note"] == "fragile"
    assert api.refused("sales", "/operations/get_order", {"order": "SO\0"})["code"] == "OrderUnknown"
    assert api.post("sales", messages(api.conversation("sales")), {"text": "hello", "message_id": "a\0"})["text"]


@pytest.mark.parametrize(
    ("login", "operation", "body", "status", "code"),
    [
        ("sales", "get_stock", {"product": "XX-999"}, 404, "NameUnknown"),
        ("sales", "get_stock", {}, 422, "MissingArgument"),
        ("sales", "get_stock", {"product": "BP-200", "colour": "red"}, 422, "UnknownArgument"),
        ("renhe", "draft_order", {"customer": "x", "lines": []}, 403, "OperationNotAllowed"),
        ("sales", "get_stock", [], 422, "RequestInvalid"),
    ],
)
def test_a_refused_call_is_a_problem_with_its_code(
    api: Api, login: str, operation: str, body: object, status: int, code: str
) -> None:
    problem = api.refused(login, f"/operations/{operation}", body)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]


def test_the_list_of_operations_shows_only_what_one_may_use(api: Api) -> None:
    shown = {
        login: {one["name"] for one in api.client.get("/api/v1/operations", headers=api.headers(login)).json()}
        for login in ("sales", "renhe")
    }
    assert "draft_order" in shown["sales"]
    assert "draft_order" not in shown["renhe"]


def test_a_new_operation_has_a_route_and_a_place_in_openapi_and_on_the_page(common_application: Application) -> None:
    with operations.separate():

        @query(roles=EVERYONE)
        def count_unicorns(session: object, *, colour: str = "white", actor: Actor) -> int:
            """How many unicorns of a colour there are."""
            return len(colour)

        client = TestClient(create_api(common_application.context))
        api = Api(common_application)
        described = client.get("/openapi.json").json()["paths"]["/api/v1/operations/count_unicorns"]["post"]
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        assert schema["properties"]["colour"]["default"] == "white"
        assert "How many unicorns" in client.get("/docs").text
        path = "/api/v1/operations/count_unicorns"
        called = client.post(path, json={"colour": "green"}, headers=api.headers("sales")).json()
        assert called["result"] == 5


def test_a_fault_is_a_problem_with_the_reference_that_is_logged_once(
    common_application: Application, caplog: pytest.LogCaptureFixture
) -> None:
    with operations.separate():

        @query(roles=EVERYONE)
        def divide_by_nothing(session: object) -> int:
            """What cannot be done."""
            return 1 // 0

        problem = Api(common_application).refused("sales", "/operations/divide_by_nothing")
    assert (problem["status"], problem["code"]) == (500, "Fault")
    assert problem["facts"]["reference"] in problem["detail"]
    # The exception itself is logged by the server, behind every handler.
    (logged,) = [one for one in caplog.records if problem["facts"]["reference"] in one.getMessage()]
    assert logged.exc_info is None


def test_openapi_has_no_address_that_leads_nowhere(api: Api) -> None:
    document = api.client.get("/openapi.json").json()

    def references(part: Any) -> list[str]:  # noqa: ANN401 - JSON
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [each for value in part.values() for each in references(value)]
        return [each for value in part for each in references(value)] if isinstance(part, list) else []

    for reference in references(document):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]


def test_the_page_of_the_api_loads_nothing_from_elsewhere(api: Api) -> None:
    page = api.client.get("/docs", headers={"Accept-Language": "zh"})
    assert "place_order" in page.text
    assert not [link for link in ("src=", "http-equiv", "@import", "//cdn") if link in page.text]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_health_and_readiness_are_told(api: Api) -> None:
    assert api.client.get("/healthz").json() == {"status": "ok"}
    assert ready(api) == {"status": "ready", "checks": {"database": "ok", "index": "ok", "queue": "ok"}}
    assert api.client.get("/readyz").status_code == 200


def test_another_application_of_the_process_that_ends_takes_no_readiness_along(
    api: Api, application: Application
) -> None:
    assert ready(api)["status"] == "ready"
    with working_beside(application):
        assert ready(Api(application))["status"] == "ready"
    assert api.client.get("/readyz").json()["checks"]["index"] == "ok"


def ready(api: Api, within: float = 30.0) -> dict[str, Any]:
    """What the server says of itself once it is ready, or at the latest."""
    ends_at = time.monotonic() + within
    while (response := api.client.get("/readyz")).status_code == 503 and time.monotonic() < ends_at:
        time.sleep(0.1)
    told: dict[str, Any] = response.json()
    return told


def asked_for_approval(api: Api) -> str:
    """The id of a discount over the salesperson's limit, agreed to by the salesperson."""
    lines = [{"product": "BP-200", "quantity": 2}]
    order = {"customer": "仁和诊所", "lines": lines, "discount_percent": "12"}
    card = api.post("sales", "/operations/place_order", order)["proposal"]["id"]
    assert api.post("sales", f"/proposals/{card}/confirm")["proposal"]["status"] == "awaiting_approval"
    return str(card)


def test_an_approver_refuses_for_a_reason(api: Api) -> None:
    card = asked_for_approval(api)
    refused = api.post("manager", f"/proposals/{card}/reject", {"reason": "毛利不够：低于底价"})
    assert refused["proposal"]["status"] == "rejected"
    assert "毛利不够：低于底价" in json.dumps(refused["blocks"], ensure_ascii=False)


def test_the_reason_of_a_refusal_may_follow_and_is_no_essay(api: Api) -> None:
    card = asked_for_approval(api)
    too_long = api.post("manager", f"/proposals/{card}/reject", {"reason": "x" * 10_000})
    assert "500" in too_long["text"]
    api.post("manager", f"/proposals/{card}/reject")
    told = api.post("manager", f"/proposals/{card}/explain", {"reason": "too cheap"})
    assert "too cheap" in json.dumps(told["blocks"])
    again = api.post("manager", f"/proposals/{card}/explain", {"reason": "another"})
    assert "another" not in json.dumps(again)


def test_a_request_is_handed_to_a_colleague(api: Api) -> None:
    card = asked_for_approval(api)
    assert api.refused("support", f"/proposals/{card}/confirm")["status"] == 404
    handed = api.post("manager", f"/proposals/{card}/delegate", {"to": "support"})
    assert handed["proposal"]["status"] == "awaiting_approval"
    assert api.post("support", f"/proposals/{card}/confirm")["proposal"]["status"] == "executed"


@pytest.mark.parametrize("to", ["sales", "manager", "renhe", "nobody at all"])
def test_a_request_is_handed_to_nobody_who_may_not_have_it(api: Api, to: str) -> None:
    card = asked_for_approval(api)
    assert api.post("manager", f"/proposals/{card}/delegate", {"to": to})["proposal"] is None
    assert api.refused("admin", f"/proposals/{card}/delegate", {"to": "support"})["status"] == 404
