"""The demo company without its documents, in which sets of a few talks are performed quickly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

import core
import core.demo
import knowledge
from assistant.app.planning import make_planners
from assistant.cli.evaluating import OpenTheatre, Wanted, evaluate
from assistant.evaluation.databases import administer
from assistant.evaluation.performances import Performance
from assistant.evaluation.performing import Theatre
from assistant.evaluation.talks import Talk
from assistant.evaluation.template import NOW
from assistant.models import Planners
from assistant.settings import Settings
from assistant.testing import Line, ScriptedModel
from core import operations
from core.database import Database
from core.database.embedded import EmbeddedServer
from tests.conftest import open_database


@pytest.fixture(scope="session")
def demo(server: EmbeddedServer, template: str) -> str:
    """The name of a database with the demo company."""
    operations.load(core, knowledge)
    name = "demo_to_evaluate"
    administer(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
    with open_database(server, name) as database:
        core.demo.load(database, now=NOW)
    return name


@pytest.fixture
def theatre(server: EmbeddedServer, demo: str) -> OpenTheatre:
    """Opens a theatre as the command does, with what the settings say of planners."""

    @contextmanager
    def opened(settings: Settings, by_model: bool) -> Iterator[Theatre]:
        with _closing(Theatre(server, demo, partial(make_planners, settings), by_model=by_model)) as theatre:
            yield theatre

    return opened


@pytest.fixture
def theatre_with_model(server: EmbeddedServer, demo: str) -> Callable[..., OpenTheatre]:
    """Opens a theatre whose model answers from a script, the same in every copy of the books."""

    def scripted(*lines: Line) -> OpenTheatre:
        model = ScriptedModel(lines=list(lines))

        def make(settings: Settings, database: Database) -> Planners:
            own = make_planners(settings.model_copy(update={"model_url": None, "model_key": None}), database)
            return Planners(own.builtin, model, deadline_s=settings.model_deadline_s)

        @contextmanager
        def opened(settings: Settings, by_model: bool) -> Iterator[Theatre]:
            with _closing(Theatre(server, demo, partial(make, settings), by_model=by_model)) as theatre:
                yield theatre

        return opened

    return scripted


@pytest.fixture
def theatre_that_fails_first(server: EmbeddedServer, demo: str) -> OpenTheatre:
    """Opens a theatre of which the first copy of the books cannot be made ready."""
    tries: list[Database] = []

    def make(settings: Settings, database: Database) -> Planners:
        tries.append(database)
        if len(tries) == 1:
            raise MemoryError("too little of it")
        return make_planners(settings, database)

    @contextmanager
    def opened(settings: Settings, by_model: bool) -> Iterator[Theatre]:
        with _closing(Theatre(server, demo, partial(make, settings), by_model=by_model)) as theatre:
            yield theatre

    return opened


@pytest.fixture
def theatre_left_early(server: EmbeddedServer, demo: str) -> OpenTheatre:
    """Opens a theatre in which somebody presses Ctrl-C during the second performance."""

    class LeftEarly(Theatre):
        performed = 0

        def perform(self, talk: Talk, *, run: int = 1, is_last: bool = False) -> Performance:
            self.performed += 1
            if self.performed == 2:
                raise KeyboardInterrupt
            return super().perform(talk, run=run, is_last=is_last)

    @contextmanager
    def opened(settings: Settings, by_model: bool) -> Iterator[Theatre]:
        with _closing(LeftEarly(server, demo, partial(make_planners, settings), by_model=by_model)) as theatre:
            yield theatre

    return opened


class Evaluated:
    """What a command left behind: its exit code, its figures, its report."""

    def __init__(self, code: int, folder: Path) -> None:
        self.code = code
        self.json: dict[str, Any] = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
        self.report = (folder / "report.md").read_text(encoding="utf-8")

    def count(self, *path: str) -> tuple[int, int]:
        """A share among the figures."""
        found = self.json["figures"]
        for name in path:
            found = found[name]
        return found["count"], found["of"]


@pytest.fixture
def evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Evaluated]:
    """Performs talks that are written here, by the command."""
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(talks: str, opened: OpenTheatre, **wanted: Any) -> Evaluated:  # noqa: ANN401 - fields of Wanted
        path = tmp_path / "talks.yaml"
        path.write_text(talks, encoding="utf-8")
        places: dict[str, Any] = {"report": tmp_path / "report.md", "json_to": str(tmp_path / "figures.json")}
        return Evaluated(evaluate(Wanted(str(path), **places, **wanted), opened), tmp_path)

    return run


@contextmanager
def _closing(theatre: Theatre) -> Iterator[Theatre]:
    try:
        yield theatre
    finally:
        theatre.close()
