"""The main job through Telegram's protocol, with the real process: `zhanggui serve --demo` and a linked salesperson."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.telegram.bot_api import TOKEN, BotApi
from tests.assistant.telegram.people import Person
from tests.conftest import short_folder

pytestmark = pytest.mark.slow

START = "import sys; from assistant.cli import main; sys.argv[0] = 'zhanggui'; main()"
STARTED_WITHIN = 240.0


@pytest.fixture
def environment(api: BotApi) -> Iterator[dict[str, str]]:
    """The environment of a server with a bot at the Bot API server, in a home of its own."""
    with short_folder() as folder:
        mine = {"ZHANGGUI_HOME": str(folder / "home"), "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": api.url}
        others = {"DATABASE_URL", "CHROMA_URL", "ZHANGGUI_MODEL_URL", "OPENAI_API_KEY"}
        inherited = {name: value for name, value in os.environ.items() if name not in others}
        yield {**inherited, **mine, "ZHANGGUI_LOG_LEVEL": "debug"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the server writes."""
    return tmp_path / "log"


@pytest.fixture
def served(api: BotApi, environment: dict[str, str], log: Path) -> Iterator[None]:
    """The server, once it says that it is open."""
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--demo", "--port", "0"], env=environment, stdout=out, stderr=out
        )
        try:
            # The planner learns the names of a new home before the shop is open.
            api.until(lambda: "http://" in log.read_text() or server.poll() is not None, STARTED_WITHIN)
            assert server.poll() is None, log.read_text()
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


def test_an_order_is_placed_changed_confirmed_asked_about_and_cancelled(
    api: BotApi, served: None, environment: dict[str, str], log: Path
) -> None:
    code = _zhanggui(environment, "link-code", "--as", "sales").strip()
    person = Person(api, 8001)
    assert "绑定成功" in person.asks(f"/start {code}").text
    person.says("上海仓还有多少台血压计？")
    assert "上海仓" in person.reads(seconds=60).text
    card = person.asks("给仁和诊所下单20台血压计和5盒试纸")
    assert card.labels[0] == "确认"
    changed = person.asks("改成25台")
    assert "25 台" in changed.text
    api.until(lambda: card.rows == [])
    person.presses(changed, "确认")
    receipt = person.reads()
    number = next(word for word in receipt.text.replace("，", " ").split() if word.startswith("SO-"))
    assert number in person.asks("这单什么时候发货？").text
    cancellation = person.asks("取消它")
    assert number in cancellation.text
    person.presses(cancellation, cancellation.labels[0])
    assert "取消" in person.reads().text
    api.until(lambda: cancellation.rows == [])
    assert _zhanggui(environment, "doctor")
    written = log.read_text()
    assert code not in written
    assert TOKEN not in written


def _zhanggui(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START, *arguments], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
