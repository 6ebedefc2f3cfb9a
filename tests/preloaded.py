"""Core and what commands are made of, imported once by the server that new processes of tests are forked from."""

from __future__ import annotations

import assistant.app.working
import assistant.channels.direct
import assistant.channels.terminal
import core
from core import operations

__all__ = ["assistant"]

operations.load(core)
