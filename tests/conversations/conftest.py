"""The theatre in which talks are performed: one demo company and one index of its documents for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.database.embedded import EmbeddedServer
from tests.conftest import short_folder
from tests.conversations.runner import Theatre, demo_template


@pytest.fixture(scope="session")
def theatre(server: EmbeddedServer) -> Iterator[Theatre]:
    """A company to talk to; each talk finds its books untouched."""
    with short_folder() as home, demo_template(server, home) as template:
        theatre = Theatre(server, template, home)
        yield theatre
        theatre.close()
