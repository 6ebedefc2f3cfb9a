"""The theatre in which talks are performed: one demo company and one index of its documents for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from assistant.app.planning import make_planners
from assistant.evaluation.performing import Theatre
from assistant.evaluation.template import demo_template
from assistant.settings import Settings
from core.database.embedded import EmbeddedServer
from tests.conftest import short_folder


@pytest.fixture(scope="session")
def theatre(server: EmbeddedServer) -> Iterator[Theatre]:
    """A company to talk to; each talk finds its books untouched."""
    with short_folder() as home, demo_template(server, home) as template:
        settings = Settings(home=home, model_url=None, model_key=None)
        theatre = Theatre(server, template, partial(make_planners, settings))
        yield theatre
        theatre.close()
