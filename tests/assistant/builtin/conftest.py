"""The dialogue reads operations' signatures: they have to be there."""

from __future__ import annotations

import pytest

import core
from core import operations


@pytest.fixture(autouse=True)
def _operations() -> None:
    operations.load(core)
