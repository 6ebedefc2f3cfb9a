"""A model behind a real HTTP endpoint that fails in every way: the person is answered in the same turn, in time."""

from __future__ import annotations

import gzip
import json
import logging

import pytest

from assistant.models import Planners, chat_model
from assistant.models.bounds import BODY_MAX
from assistant.models.endpoint import ANSWER_TOKENS
from assistant.settings import Settings
from assistant.testing import Later, calling
from tests.assistant.agent.endpoint import Answer, ScriptedEndpoint, calls, nobody_there, problem, words
from tests.assistant.agent.shop import STOCK, Shop, own_planner, planners, reading_stock, saying, scripted, timed

DEADLINE_S = 1.0
IN_TIME_S = DEADLINE_S + 1.5
"""The deadline, and the time a busy machine takes for the rest."""

HTML = Answer("<html><body>Bad gateway</body></html>", content_type="text/html")
REPLY = calls(("reply_to_user", {"text": "上海仓还有70台。"}))


def _unfinished() -> Answer:
    """An answer that its endpoint cut at the most tokens it gives."""
    whole = json.loads(words("上海仓还有").body)
    whole["choices"][0]["finish_reason"] = "length"
    return Answer(json.dumps(whole))


FAILURES = {
    "too late": Answer("{}", after_s=30),
    "blank lines for ever": Answer(drip_s=0.1),
    "no right": problem(401),
    "forbidden": problem(403),
    "no such model": problem(404),
    "too many requests": problem(429),
    "broken": problem(500),
    "overloaded": problem(503),
    "not understood at all": problem(400),
    "a page": HTML,
    "a page with an error": Answer("<html>502</html>", status=502, content_type="text/html"),
    "no JSON": Answer("{not json"),
    "cut off": Answer('{"id": "x", "choices": [{"index": 0, "mess', cut_at=20),
    "nothing": Answer(""),
    "null": Answer("null"),
    "an error with status 200": Answer('{"error": {"message": "no", "code": 500}}'),
    "no choices": Answer('{"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'),
    "empty words": words(""),
    "only thoughts": words("<think>The person wants stock."),
    "arguments that are no JSON": calls(("get_stock", '{"product": "BP-200"')),
    "an unknown tool": calls(("drop_all_tables", {})),
    "a tool of others": calls(("create_warehouse", {"code": "X", "name": "X"})),
    "half a call as words": words('{"name": "get_stock", "arguments": {"product": "BP-2'),
    "half a call in tags": words('<tool_call>\n{"name": "get_stock", "argum'),
    "an unknown tool as words": words("drop_all_tables(sure=True)"),
    "text in no known letters": Answer(b'{"choices": [{"message": {"content": "\xb2\xbb\xd6\xaa"}}]}'),
    "bytes of nothing": Answer(bytes(range(256)) * 20),
    "a body too long": Answer(b'{"id": "' + b"x" * (BODY_MAX + 1) + b'"}'),
    "a body without an end": Answer(b" " * 65536, endless=True),
    "packed gigabytes": Answer(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}),
    "a stream that was not asked for": Answer(
        'data: {"choices": [{"delta": {"content": "70"}}]}\n\ndata: [DONE]\n\n', content_type="text/event-stream"
    ),
    "a stream cut midway": Answer(
        'data: {"choices": [{"delta": {"content": "上海仓还有"}}]}\n\nda', content_type="text/event-stream", cut_at=30
    ),
    "a list for arguments": calls(("get_stock", "[1, 2]")),
    "text for arguments": calls(("get_stock", '"BP-200"')),
    "words without an end": words("有货。" * 2000),
    "stopped by its own length": _unfinished(),
    "an empty reply": calls(("reply_to_user", {"text": "  "})),
}


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_whatever_the_endpoint_does_the_person_is_answered_in_time(
    shop: Shop, endpoint: ScriptedEndpoint, failure: str
) -> None:
    endpoint.answers = [FAILURES[failure]]
    with_planners = planners(endpoint.model(timeout_s=DEADLINE_S), reading_stock(), deadline_s=DEADLINE_S)
    answered = timed(shop, shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert answered.outcome.planner == "builtin"
    assert "70" in answered.outcome.text
    assert answered.seconds < IN_TIME_S
    assert endpoint.asked


def test_a_model_that_read_all_there_is_to_read_and_finds_no_words_is_answered_by_what_it_read(
    shop: Shop, endpoint: ScriptedEndpoint
) -> None:
    with_planners = planners(endpoint.model(), own_planner(calling(STOCK), calling(STOCK)))
    for endpoint.answers in ([calls(STOCK), problem(500)], [calls(STOCK)]):  # fails at it; calls the same for ever
        endpoint.asked.clear()
        outcome = shop.run(shop.turn("上海仓血压计还有多少？"), with_planners)
        assert outcome.planner == "model"
        assert "unsaid" in outcome.trace["model"]
        assert "70" in outcome.text
    with_planners.close()


def test_an_answer_that_was_cut_off_is_asked_for_once_more_less_coldly(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [_unfinished(), calls(("reply_to_user", {"text": "您要查哪种产品？"}))]
    with_planners = planners(endpoint.model())
    assert shop.run(shop.turn("还有多少？"), with_planners).text == "您要查哪种产品？"
    with_planners.close()
    assert [asked["temperature"] for asked in endpoint.asked] == [0, 0.7]


def test_a_body_without_an_end_is_not_kept_in_memory(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [FAILURES["a body without an end"]]
    with_planners = planners(endpoint.model(), reading_stock())
    answered = timed(shop, shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert answered.outcome.planner == "builtin"
    assert endpoint.bytes_sent < 10 * BODY_MAX


def test_nothing_is_streamed_that_could_have_to_be_taken_back(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [calls(STOCK), calls(("reply_to_user", {"text": "上海仓还有80台。"}))]
    with_planners = planners(endpoint.model())
    outcome = shop.run(shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert not any(asked.get("stream") for asked in endpoint.asked)
    assert "80" not in outcome.text + str(outcome.blocks)


def test_an_endpoint_that_works_is_used(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [calls(STOCK), REPLY]
    with_planners = planners(endpoint.model())
    outcome = shop.run(shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert (outcome.planner, outcome.text) == ("model", "上海仓还有70台。")
    first, second = endpoint.asked
    assert first["tool_choice"] == "required"
    assert {tool["function"]["name"] for tool in first["tools"]} >= {"get_stock", "place_order", "reply_to_user"}
    assert [message["role"] for message in second["messages"]] == ["system", "user", "assistant", "tool"]


def test_nobody_at_the_address_costs_nothing(shop: Shop) -> None:
    model = chat_model(nobody_there(), None, None, timeout_s=DEADLINE_S)
    with_planners = planners(model, reading_stock(), deadline_s=DEADLINE_S)
    answered = timed(shop, shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert answered.outcome.planner == "builtin"
    assert answered.seconds < DEADLINE_S


def test_an_endpoint_that_hangs_costs_its_deadline_once_and_then_nothing(
    shop: Shop, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answers = [Answer("{}", after_s=30)]
    with_planners = planners(endpoint.model(timeout_s=DEADLINE_S), deadline_s=DEADLINE_S)
    first = timed(shop, shop.turn("一"), with_planners)
    later = [timed(shop, shop.turn("二"), with_planners) for _ in range(5)]
    with_planners.close()
    assert DEADLINE_S <= first.seconds < IN_TIME_S
    assert max(one.seconds for one in later) < 0.5
    assert len(endpoint.asked) == 1


def test_the_deadline_is_for_the_whole_turn_and_not_for_each_request(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [
        calls(("find_warehouses", {})),
        lambda asked: Answer(calls(("find_customers", {})).body, after_s=0.6),
        lambda asked: Answer(REPLY.body, after_s=0.9),
    ]
    with_planners = planners(endpoint.model(), reading_stock(), deadline_s=DEADLINE_S)
    answered = timed(shop, shop.turn("上海仓血压计还有多少？"), with_planners)
    with_planners.close()
    assert answered.outcome.planner == "builtin"
    assert answered.seconds < IN_TIME_S
    assert len(endpoint.asked) == 3


@pytest.mark.parametrize("status", [400, 404, 422])
def test_an_endpoint_that_takes_no_required_tool_is_asked_in_a_plainer_way(
    shop: Shop, endpoint: ScriptedEndpoint, status: int
) -> None:
    def picky(asked: dict[str, object]) -> Answer:
        return problem(status, "tool_choice") if asked["tool_choice"] == "required" else words("您要查哪种产品？")

    endpoint.answers = [picky]
    with_planners = planners(endpoint.model())
    outcomes = [shop.run(shop.turn("还有多少？"), with_planners) for _ in range(2)]
    with_planners.close()
    assert [outcome.planner for outcome in outcomes] == ["model", "model"]
    assert [one["tool_choice"] for one in endpoint.asked] == ["required", "required", "auto", "auto"]


def test_an_endpoint_that_takes_no_temperature_is_asked_without(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [
        lambda asked: problem(400) if "temperature" in asked else calls(("reply_to_user", {"text": "哪种产品？"}))
    ]
    with_planners = planners(endpoint.model())
    assert shop.run(shop.turn("还有多少？"), with_planners).planner == "model"
    with_planners.close()
    assert endpoint.asked[-1]["tool_choice"] == "required"


def test_an_answer_is_bounded_and_an_endpoint_that_takes_no_bound_is_asked_without(
    shop: Shop, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answers = [
        lambda asked: problem(400) if "max_completion_tokens" in asked else calls(("reply_to_user", {"text": "哪种？"}))
    ]
    with_planners = planners(endpoint.model())
    assert shop.run(shop.turn("还有多少？"), with_planners).planner == "model"
    with_planners.close()
    assert endpoint.asked[0]["max_completion_tokens"] == ANSWER_TOKENS
    assert "max_completion_tokens" not in endpoint.asked[-1]


def test_no_key_and_no_words_of_the_endpoint_are_logged(
    shop: Shop, endpoint: ScriptedEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.answers = [problem(401, "Incorrect API key provided: sk-secret")]
    with caplog.at_level(logging.WARNING, "assistant"):
        with_planners = planners(endpoint.model())
        outcome = shop.run(shop.turn("你好"), with_planners)
        with_planners.close()
    assert "HTTP 401" in caplog.text
    assert "sk-secret" not in caplog.text + repr(outcome)


def test_a_model_that_recovers_is_used_again(shop: Shop) -> None:
    model = scripted(RuntimeError("down"), saying("您要查哪种产品？"))
    clock = [0.0]
    from assistant.models import Breaker

    with_planners = Planners(own_planner(), model, deadline_s=5.0, breaker=Breaker(lambda: clock[0]))
    assert shop.run(shop.turn("还有多少？"), with_planners).planner == "builtin"
    assert shop.run(shop.turn("还有多少？"), with_planners).planner == "builtin"
    clock[0] = 31.0
    assert shop.run(shop.turn("还有多少？"), with_planners).planner == "model"
    assert len(model.heard) == 2


def test_a_slow_model_is_given_up_at_the_deadline(shop: Shop) -> None:
    model = scripted(Later(20, saying("70台")))
    answered = timed(shop, shop.turn("SH BP-200"), planners(model, reading_stock(), deadline_s=0.3))
    assert answered.outcome.planner == "builtin"
    assert answered.seconds < 1.5


def test_the_record_tells_what_the_models_answers_cost_fit_or_not(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [words("您要查哪种产品？"), words("")]
    with_planners = planners(endpoint.model())
    fit, unfit = (shop.run(shop.turn("还有多少？"), with_planners) for _ in range(2))
    with_planners.close()
    assert (fit.planner, unfit.planner) == ("model", "builtin")
    one_answer = {"answers": 1, "prompt_tokens": 1, "completion_tokens": 1}
    assert (fit.trace["usage"], unfit.trace["usage"]) == (one_answer, one_answer)


def test_the_record_tells_why_the_model_did_not_answer(shop: Shop, endpoint: ScriptedEndpoint) -> None:
    endpoint.answers = [problem(503)]
    with_planners = planners(endpoint.model())
    outcome = shop.run(shop.turn("你好"), with_planners)
    with_planners.close()
    assert outcome.trace["model"] == {"failed": "HTTP 503"}


def test_a_model_has_eight_seconds_unless_somebody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHANGGUI_MODEL_DEADLINE_S", raising=False)
    assert Settings().model_deadline_s == 8
