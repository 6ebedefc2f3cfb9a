"""Everything of core, imported once by the server that new processes of tests are forked from."""

from __future__ import annotations

import core
from core import operations

operations.load(core)
