"""Files over REST: the figures that were shown, for whoever they were shown to, under a name in their language."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from assistant.app import Application, media
from assistant.channels.api import create_api
from assistant.conversation import record, run_call
from assistant.files import FileUnknown, own_file
from assistant.history import MessageKind, TurnRow
from assistant.turn import TurnOutcome
from core import identity
from tests.assistant.runtime.talking import Api, Talk

CALL = '{"operation": "report_sales", "arguments": {"period": "今天", "by": ["product"]}}'
STOCK = '{"operation": "get_stock", "arguments": {"product": "BP-200"}}'


class Files:
    """Reports and their files, asked for as users of the company."""

    def __init__(self, api: Api) -> None:
        self.api = api
        context = api.application.context
        self.client = TestClient(create_api(context, routers=media.routers(context)), raise_server_exceptions=False)

    def order(self, quantity: int) -> None:
        """Places an order."""
        said = f"/conversations/{self.api.conversation('sales')}/messages"
        card = self.api.post("sales", said, {"text": f"card {quantity}"})
        self.api.post("sales", f"/proposals/{card['proposal']['id']}/confirm")

    def report(self, login: str = "manager") -> tuple[dict[str, Any], dict[str, Any]]:
        """The result of a report, and its file block."""
        answer = self.api.post(login, "/operations/report_sales", {"period": "今天", "by": ["product"]})
        (file,) = [block for block in answer["blocks"] if block["type"] == "file"]
        return answer["result"], file

    def fetch(self, login: str, address: str) -> Any:  # noqa: ANN401 - a response
        """What is answered at an address."""
        return self.client.get(address, headers=self.api.headers(login))


@pytest.fixture
def files(api: Api) -> Files:
    """Files of the common application, in which something was sold."""
    found = Files(api)
    found.order(1)
    return found


def sheet(response: Any) -> list[tuple[object, ...]]:  # noqa: ANN401 - a response
    """The rows of a fetched workbook."""
    assert response.status_code == 200, response.text
    return list(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))


def test_a_report_is_fetched_under_its_chinese_name(files: Files) -> None:
    _, file = files.report()
    response = files.fetch("manager", file["url"])
    assert (file["name"], file["size"]) == ("2026年11月23日 周一订单额 按产品.xlsx", None)
    assert response.headers["content-type"] == file["media_type"]
    plain, encoded = response.headers["content-disposition"].split("; ")[1:]
    assert plain == 'filename="2026_11_23_ _ _.xlsx"'
    assert encoded.startswith("filename*=UTF-8''2026%E5%B9%B4")
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == file["name"]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_its_figures_are_those_that_were_shown_whatever_was_sold_since(files: Files) -> None:
    shown, file = files.report()
    files.order(2)
    later, _ = files.report()
    total = shown["total"]
    row = sheet(files.fetch("manager", file["url"]))[-1]
    assert row == ("合计", float(total["ordered_amount"]), total["orders"], float(total["units"]))
    assert later["total"]["orders"] == total["orders"] + 1


def test_somebody_elses_file_is_as_unknown_as_one_that_never_was(files: Files) -> None:
    _, file = files.report("manager")
    turn = file["url"].rpartition("/")[0]
    never = files.fetch("sales", f"/files/{uuid4()}/0")
    assert (never.status_code, never.json()["code"]) == (404, "FileUnknown")
    for login, address in (
        ("sales", file["url"]),
        ("renhe", file["url"]),
        ("manager", f"{turn}/1"),
        ("manager", f"{turn}/99999"),
        ("manager", f"/files/{turn.rpartition('/')[2].upper()}/0"),
        ("manager", "/files/nonsense/x"),
    ):
        answer = files.fetch(login, address)
        assert (answer.status_code, answer.json()) == (404, never.json()), address


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer zg_wrong"}])
def test_nobody_gets_a_file_without_saying_who_they_are(files: Files, headers: dict[str, str]) -> None:
    _, file = files.report()
    response = files.client.get(file["url"], headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (401, "application/problem+json")


def test_each_report_of_a_turn_has_its_own_file(files: Files, talk: Talk) -> None:
    application = talk.application
    wanted = [{"by": ["customer"]}, {}, {"by": ["product"]}]
    answers = [_asked(application, arguments) for arguments in wanted]
    whole = TurnOutcome(
        text="",
        blocks=tuple(block for answer in answers for block in answer.blocks),
        language="zh",
        calls=tuple(call for answer in answers for call in answer.calls),
    )
    with application.database.transaction() as session:
        manager = identity.actor_for_login(session, "manager", channel="test")
        reply = record(
            session,
            whole,
            conversation_id=UUID(files.api.conversation("manager")),
            user_id=manager.user_id,
            said="",
            elapsed_ms=0,
            now=application.clock.now(),
        )
        named = {block.name: block.url for block in reply.blocks if block.type == "file"}
        made = {name: own_file(session, address, user_id=manager.user_id) for name, address in named.items()}
        with pytest.raises(FileUnknown):
            own_file(session, next(iter(named.values())), user_id=None)
    assert len(named) == 2
    headings = {name: next(load(file.content(), row=3)) for name, file in made.items()}
    assert all(f"按{heading}.xlsx" in name for name, heading in headings.items())


def test_asked_for_after_the_report_it_is_the_same_file(files: Files, talk: Talk) -> None:
    report = talk.send("manager", CALL, kind=MessageKind.CALL).result(20)
    talk.say("manager", "hello there")
    again = talk.say("manager", "导出成Excel")
    (file,) = [block for block in again["blocks"] if block["type"] == "file"]
    assert file in report["blocks"]
    assert "按产品" in file["name"]
    assert sheet(files.fetch("manager", file["url"]))[-1][0] == "合计"
    assert "file" in talk.say("manager", "Export it to Excel, please")["text"]


def test_where_no_file_was_shown_last_the_planner_is_asked(files: Files, talk: Talk) -> None:
    assert talk.say("manager", "导出Excel")["text"] == "manager: 导出Excel"
    talk.send("manager", CALL, kind=MessageKind.CALL).result(20)
    talk.send(
        "manager", '{"operation": "get_stock", "arguments": {"product": "BP-200"}}', kind=MessageKind.CALL
    ).result(20)
    assert talk.say("manager", "导出Excel")["text"] == "manager: 导出Excel"


def test_a_result_that_cannot_be_read_any_more_is_an_unknown_file(files: Files, talk: Talk) -> None:
    _, file = files.report()
    with talk.application.database.transaction() as session:
        row = session.get_one(TurnRow, UUID(file["url"].split("/")[2]))
        row.calls = [{**call, "result": {"measure": "of another version"}} for call in row.calls]
    answer = files.fetch("manager", file["url"])
    assert (answer.status_code, answer.json()["code"]) == (404, "FileUnknown")


def load(content: bytes, *, row: int) -> Any:  # noqa: ANN401
    """The values of one row."""
    return (cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][row])


def _asked(application: Application, arguments: dict[str, Any]) -> TurnOutcome:
    with application.database.transaction() as session:
        return run_call(
            session,
            "report_sales",
            {"period": "今天", **arguments},
            actor=identity.actor_for_login(session, "manager", channel="test"),
            now=application.clock.now(),
            conversation_id=uuid4(),
        )


def test_an_invoice_is_fetched_as_a_pdf_by_the_customer_it_is_for(files: Files) -> None:
    def carried_out(login: str, operation: str, arguments: dict[str, Any]) -> str:
        card = files.api.post(login, f"/operations/{operation}", arguments)["proposal"]
        done = files.api.post(login, f"/proposals/{card['id']}/confirm")
        return str(done["proposal"]["steps"][0]["document"])

    lines = [{"product": "BP-200", "quantity": "2"}]
    order = carried_out("sales", "place_order", {"customer": "仁和诊所", "lines": lines})
    delivery = carried_out("warehouse", "deliver_order", {"order": order})
    carried_out("warehouse", "confirm_delivery_received", {"delivery": delivery})
    invoice = carried_out("accountant", "invoice_order", {"order": order})
    answer = files.api.post("renhe", "/operations/get_invoice", {"invoice": invoice})
    (file,) = [block for block in answer["blocks"] if block["type"] == "file"]
    response = files.fetch("renhe", file["url"])
    assert (file["name"], response.headers["content-type"]) == (f"发票 {invoice}.pdf", "application/pdf")
    assert response.content.startswith(b"%PDF")
    assert files.fetch("sales", file["url"]).status_code == 404
