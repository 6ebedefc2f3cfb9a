"""`zhanggui` as people run it: exit codes, one JSON object, and a sentence with what to do for every failure."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from assistant.app import Application
from assistant.models import Account, Prices, Usage
from assistant.settings import Settings
from assistant.turn import TurnInput
from core import identity
from tests.company import found
from tests.processes import commanded

pytestmark = pytest.mark.slow

ZHANGGUI = [sys.executable, "-c", "from assistant.cli import main; main()"]


class Terminal:
    """A person's shell in a home of their own."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        kept = {
            name: value
            for name, value in os.environ.items()
            if name == "ZHANGGUI_CACHE" or not name.startswith(("ZHANGGUI", "DATABASE", "LC_"))
        }
        root = str(Path(__file__).parents[2])
        self.environment = {
            **kept,
            "ZHANGGUI_HOME": str(home),
            "PYTHONPATH": root,
            "LANG": "en_GB.UTF-8",
            **environment,
        }

    def run(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """One command."""
        return commanded(words, self.environment, said)

    def json(self, *words: str) -> dict[str, Any]:
        """The one object a command that succeeds prints."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def run_anew(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command in a Python of its own, as a shell starts it: for what must be quick from the very beginning."""
        return subprocess.run(
            [*ZHANGGUI, *words], env=self.environment, capture_output=True, text=True, timeout=120, cwd="/"
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command that stays."""
        return subprocess.Popen(
            [*ZHANGGUI, *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )


@pytest.fixture
def terminal(home: Path) -> Terminal:
    """A shell with the small company in its home."""
    with Application.open(Settings(home=home)) as application, application.database.transaction() as session:
        found(session, now=application.clock.now())
    return Terminal(home)


@pytest.fixture
def no_home(tmp_path: Path) -> Terminal:
    """A shell whose home does not exist yet."""
    return Terminal(tmp_path / "home")


def postgres_of(home: Path) -> list[int]:
    real = str((home / "postgres").resolve())
    return [
        process.pid for process in psutil.process_iter(["cmdline"]) if real in " ".join(process.info["cmdline"] or [])
    ]


def test_help_is_quick_and_lists_every_command(no_home: Terminal) -> None:
    began = time.process_time(), time.monotonic()
    done = no_home.run_anew("--help")
    assert done.returncode == 0
    commands = "chat confirm reject delegate call file operations serve worker migrate init demo user token link-code"
    for command in [*commands.split(), "ingest", "knowledge", "doctor", "explain", "usage", "eval"]:
        assert f"  {command} " in done.stdout
    assert time.monotonic() - began[1] < 5
    assert not no_home.home.exists()


def test_what_the_model_cost_is_told_by_day_and_by_person(terminal: Terminal) -> None:
    assert "asked nothing" in terminal.run("usage").stdout
    with Application.open(Settings(home=terminal.home)) as application:
        with application.database.transaction() as session:
            actor = identity.actor_for_login(session, "sales", channel="test")
        turn = TurnInput(actor, "x", (), (), None, application.clock.now(), uuid4(), "m-1")
        Account(application.database, "m-1", Prices(Decimal(1), Decimal(4))).book(turn, Usage(2, 1_500_000, 250_000))
    told = terminal.run("usage", "--by", "user").stdout
    assert "1,500,000" in told
    assert "USD 2.5000" in told
    (line,) = terminal.json("usage", "--by", "user")["lines"]
    assert (line["label"], line["turns"], line["cost"]) == ("sales", 1, "2.5000000000")
    assert terminal.run("usage", "--by", "weather").returncode == 2


def test_a_query_and_a_card_by_name_and_its_confirmation(terminal: Terminal) -> None:
    stock = terminal.json("call", "get_stock", "product=血压计", "--as", "sales")
    assert stock["result"]["product"] == "BP-200"
    lines = 'lines=[{"product": "BP-200", "quantity": 2}]'
    card = terminal.json("call", "place_order", "customer=仁和诊所", lines, "--as", "sales")
    assert card["proposal"]["status"] == "pending"
    refused = terminal.run("confirm", card["proposal"]["id"], "--as", "manager")
    assert refused.returncode == 2
    confirmed = terminal.json("confirm", card["proposal"]["id"], "--as", "sales")
    assert confirmed["proposal"]["steps"][0]["document"].startswith("SO-")
    assert confirmed["conversation"] == card["conversation"]
    assert terminal.run("reject", card["proposal"]["id"], "--as", "sales").returncode == 2
    assert postgres_of(terminal.home) == []


def test_a_request_is_handed_over_and_refused_for_a_reason(terminal: Terminal) -> None:
    lines = 'lines=[{"product": "BP-200", "quantity": 2}]'
    order = ("place_order", "customer=仁和诊所", lines, "discount_percent=12")
    card = terminal.json("call", *order, "--as", "sales")["proposal"]["id"]
    assert terminal.json("confirm", card, "--as", "sales")["proposal"]["status"] == "awaiting_approval"
    assert terminal.run("delegate", card, "sales", "--as", "manager").returncode == 2
    assert terminal.run("delegate", card, "support", "--as", "manager").returncode == 0
    refused = terminal.json("reject", card, "--as", "support", "--reason", "margin too thin")
    assert (refused["proposal"]["status"], "margin too thin" in str(refused["blocks"])) == ("rejected", True)


def test_the_file_of_a_report_is_saved_by_the_command_that_is_shown(terminal: Terminal, tmp_path: Path) -> None:
    lines = 'lines=[{"product": "BP-200", "quantity": 2}]'
    card = terminal.json("call", "place_order", "customer=仁和诊所", lines, "--as", "sales")
    terminal.json("confirm", card["proposal"]["id"], "--as", "sales")
    report = ("call", "report_sales", "period=今天", 'by=["product"]', "--as", "manager")
    name, command = terminal.run(*report).stdout.splitlines()[-3:-1]
    _, *words = command.split()
    saved = [terminal.run(*words, "--to", str(tmp_path)) for _ in range(2)]
    paths = [Path(done.stdout.strip()) for done in saved]
    assert [path.name for path in paths] == [name, name.replace(".xlsx", " (2).xlsx")]
    assert all(path.read_bytes().startswith(b"PK") for path in paths)
    theirs = terminal.run(*words[:-1], "sales", "--to", str(tmp_path))
    never = terminal.run("file", "/files/nothing", "--as", "sales")
    assert (theirs.returncode, theirs.stderr) == (2, never.stderr)
    nowhere = terminal.run(*words, "--to", "/proc/nowhere/x.xlsx")
    assert (nowhere.returncode, "/proc/nowhere/x.xlsx" in nowhere.stderr) == (2, True)


def test_a_refused_call_is_exit_code_2_and_still_one_object(terminal: Terminal) -> None:
    done = terminal.run("call", "get_stock", "product=XX-999", "--as", "sales", "--json")
    assert done.returncode == 2
    (call,) = json.loads(done.stdout)["calls"]
    assert (call["outcome"], call["refusal"]) == ("refused", "NameUnknown")
    assert terminal.run("call", "get_stock", "product", "--as", "sales").returncode == 2
    assert terminal.run("call", "get_stock", "--as", "nobody").returncode == 2


def test_who_ran_it_is_in_the_audit_log(terminal: Terminal) -> None:
    from sqlalchemy import select

    from core.audit import AuditRecord

    terminal.run("token", "create", "--as", "sales")
    with Application.open(Settings(home=terminal.home)) as application, application.database.transaction() as session:
        record = session.scalars(select(AuditRecord).where(AuditRecord.action == "token.create")).one()
    assert record.system_user == psutil.Process().username()


def test_operations_are_listed_and_shown_without_a_database(no_home: Terminal) -> None:
    assert "place_order" in no_home.run("operations").stdout
    page = no_home.run("operations", "place_order").stdout
    assert "customer *" in page
    assert "lines *  a list, each of: product, quantity, unit, discount_percent" in page
    assert "warehouse  warehouse: warehouse name or code such as SH, 上海仓" in page
    assert no_home.run("operations", "fly").returncode == 2
    assert not no_home.home.exists()


def test_a_company_is_founded_once(no_home: Terminal) -> None:
    no_home.home.mkdir(mode=0o711)
    assert no_home.run("init", "--name-zh", "小店", "--name-en", "Corner Shop").returncode == 0
    again = no_home.run("init", "--name-zh", "小店")
    assert again.returncode == 2
    assert "小店" in again.stderr
    refused = no_home.run("demo", "load")
    assert refused.returncode == 2
    assert refused.stderr.strip()


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "127.0.0.1:1"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"ZHANGGUI_PORT": "many"}, "ZHANGGUI_PORT"),
        ({"ZHANGGUI_HOME": "/proc/nowhere"}, "/proc/nowhere"),
    ],
)
def test_a_wrong_setting_is_a_sentence_in_both_languages_and_exit_code_1(
    no_home: Terminal, environment: Mapping[str, str], word: str
) -> None:
    no_home.environment.update(environment)
    for words in (("call", "get_stock", "product=x", "--as", "sales"), ("serve", "--port", "0")):
        done = no_home.run(*words)
        assert done.returncode == 1, done
        assert "Traceback" not in done.stderr
        assert word in done.stderr
        assert any("\u4e00" <= character <= "\u9fff" for character in done.stderr)


def test_a_worker_of_its_own_says_what_it_needs(no_home: Terminal) -> None:
    done = no_home.run("worker")
    assert (done.returncode, "CHROMA_URL" in done.stderr) == (2, True)


@pytest.fixture
def served(terminal: Terminal) -> Iterator[tuple[Terminal, str, subprocess.Popen[str]]]:
    """A running server, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = terminal.start("serve", "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while True:
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                break
        except httpx.TransportError:
            assert time.monotonic() < until, process.communicate()
            time.sleep(0.1)
    yield terminal, address, process
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_leaves_nothing_running(
    served: tuple[Terminal, str, subprocess.Popen[str]], number: signal.Signals
) -> None:
    terminal, _, process = served
    assert postgres_of(terminal.home)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "127.0.0.1" in out
    assert postgres_of(terminal.home) == []


def test_a_second_server_on_the_port_says_so_and_a_command_beside_the_server_is_answered_by_it(
    served: tuple[Terminal, str, subprocess.Popen[str]],
) -> None:
    terminal, address, _ = served
    taken = terminal.run("serve", "--port", address.rsplit(":", 1)[1])
    assert taken.returncode == 1
    assert address.rsplit(":", 1)[1] in taken.stderr
    assert "Traceback" not in taken.stderr
    lines = 'lines=[{"product": "BP-200", "quantity": 2}]'
    card = terminal.json("call", "place_order", "customer=仁和诊所", lines, "--as", "sales")
    assert terminal.json("confirm", card["proposal"]["id"], "--as", "sales")["proposal"]["status"] == "executed"
    token = terminal.run("token", "create", "--as", "sales").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{address}/api/v1/operations/get_stock", json={"product": "BP-200"}, headers=headers)
    assert answer.json()["result"]["product"] == "BP-200"
    assert httpx.get(f"{address}/readyz").json()["checks"]["queue"] == "ok"
