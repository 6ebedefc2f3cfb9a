"""A Bot API server on loopback: the protocol as the real one speaks it, with people to write in and faults to order."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.assistant.telegram.chats import Chats, Posted, Refused

TOKEN = "4711:AAH-a-token-that-must-never-be-logged"
NAME = "zhanggui_bot"
BOT = {"id": 4711, "is_bot": True, "first_name": "Zhanggui", "username": NAME}

Given = Mapping[str, Any]


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of a method (to a chat, if one is named).

    Those before it, `skip` many, go well. With `hang` the answer comes so many seconds late; the call itself is carried
    out first if `carried_out`. With `empty` there is no news.
    """

    method: str
    refused: Refused | None = None
    hang: float = 0.0
    carried_out: bool = False
    chat: int | None = None
    times: int = 1
    skip: int = 0
    empty: bool = False
    migrated_to: int | None = None


@dataclass(slots=True)
class BotApi:
    """The server. `calls` are all requests in their order, `answered` the popups of presses by query."""

    chats: Chats = field(default_factory=Chats)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    open_queries: set[str] = field(default_factory=set)
    url: str = ""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(900_001))
    _polls: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _stopping: bool = False

    def start(self) -> None:
        """Listens on a free port."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = Starlette(routes=[Route("/bot{token}/{method}", self._answer, methods=["POST", "GET"])])
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends all connections."""
        self._stopping = True
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(10)

    def give(self, update: Mapping[str, Any], *, update_id: int | None = None) -> int:
        """Puts an update in the line; its number."""
        number = next(self._numbers) if update_id is None else update_id
        self.pending.append({"update_id": number, **update})
        return number

    def calls_of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method."""
        return [given for name, given in self.calls if name == method]

    def in_chat(self, chat: int) -> list[Posted]:
        """What the bot posted in a chat."""
        return [message for message in self.chats.posted if message.chat == chat]

    def until(self, true: Callable[[], bool], seconds: float = 20.0) -> None:
        """Waits until something is so; fails when it takes too long."""
        loop = threading.Event()
        for _ in range(int(seconds / 0.02)):
            if true():
                return
            loop.wait(0.02)
        raise AssertionError(f"not so after {seconds} s; calls: {self.calls[-8:]}")

    async def _answer(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _refusal(Refused(401, "Unauthorized"))
        method: str = request.path_params["method"]
        async with request.form() as form:
            given: dict[str, Any] = {key: value for key, value in form.items() if isinstance(value, str)}
            uploads = {key: value for key, value in form.items() if isinstance(value, UploadFile)}
            files = {key: (await upload.read(), upload.filename or "") for key, upload in uploads.items()}
        self.calls.append((method, given))
        fault = self._fault(method, given)
        try:
            if fault is not None and fault.migrated_to is not None:
                return _refusal(Refused(400, "Bad Request: group chat was upgraded", migrated_to=fault.migrated_to))
            if fault is not None and fault.refused is not None:
                raise fault.refused
            if fault is not None and fault.empty:
                self._confirm(given)
                return JSONResponse({"ok": True, "result": []})
            if fault is not None and not fault.carried_out:
                await asyncio.sleep(fault.hang)
                return Response(status_code=502)
            result = await self._carry_out(method, given, files)
        except Refused as refused:
            return _refusal(refused)
        if fault is not None:
            await asyncio.sleep(fault.hang)
        return JSONResponse({"ok": True, "result": result})

    async def _carry_out(self, method: str, given: Given, files: Mapping[str, tuple[bytes, str]]) -> object:
        match method:
            case "getUpdates":
                return await self._updates(given)
            case "getMe":
                return BOT
            case "sendMessage":
                return _message(self.chats.post(given, "text"))
            case "sendPhoto" | "sendDocument":
                kind = method.removeprefix("send").lower()
                content, name = files[next(iter(files))]
                return _message(self.chats.post(given, kind, content, name))
            case "editMessageReplyMarkup":
                return _message(self.chats.edit_keys(given))
            case "answerCallbackQuery":
                return self._answer_query(given)
            case "sendChatAction" | "setMyCommands" | "deleteWebhook":
                return True
        raise Refused(404, "Not Found")

    async def _updates(self, given: Given) -> list[dict[str, Any]]:
        """Unconfirmed updates from the offset on, as soon as there are any; a later question ends an earlier one."""
        self._polls += 1
        mine = self._polls
        self._confirm(given)
        for _ in range(max(1, int(given.get("timeout", 0)) * 100)):
            if self._polls != mine:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
            if self.pending or self._stopping:
                return self.pending[: int(given.get("limit", 100))]
            await asyncio.sleep(0.01)
        return []

    def _confirm(self, given: Given) -> None:
        offset = int(given.get("offset", 0))
        self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def _answer_query(self, given: Given) -> bool:
        query = given["callback_query_id"]
        if query not in self.open_queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(given.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.open_queries.discard(query)
        self.answered[query] = given.get("text", "")
        return True

    def _fault(self, method: str, given: Given) -> Fault | None:
        for fault in self.faults:
            here = fault.chat is None or str(fault.chat) == given.get("chat_id")
            if fault.method == method and here and fault.skip > 0:
                fault.skip -= 1
            elif fault.method == method and here and fault.times > 0:
                fault.times -= 1
                return fault
        return None


def _message(posted: Posted) -> dict[str, Any]:
    chat = {"id": posted.chat, "type": "private" if posted.chat > 0 else "supergroup"}
    return {"message_id": posted.id, "date": 1_795_000_000, "chat": chat, "from": BOT, "text": posted.text}


def _refusal(refused: Refused) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.retry_after is not None:
        body["parameters"] = {"retry_after": refused.retry_after}
    if refused.migrated_to is not None:
        body["parameters"] = {"migrate_to_chat_id": refused.migrated_to}
    return Response(json.dumps(body), status_code=refused.code, media_type="application/json")
