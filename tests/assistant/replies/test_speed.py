"""Writing a reply costs next to nothing, and loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from assistant.replies.present import present_proposed
from tests.assistant.replies.samples import NOW, placed, proposal, seller

CARD_SECONDS_MAX = 0.001

_RENDER = """
import sys
from assistant.replies.present import present_proposed
from tests.assistant.replies.samples import NOW, placed, proposal, seller
present_proposed(proposal(placed()), actor=seller(), now=NOW)
print(*(name for name in ("babel", "matplotlib", "openpyxl", "numpy", "chromadb", "langchain") if name in sys.modules))
"""


def test_a_card_is_written_in_under_a_millisecond() -> None:
    shown, actor = proposal(placed()), seller()
    present_proposed(shown, actor=actor, now=NOW)
    spent = []
    for _ in range(50):
        began = time.process_time()
        present_proposed(shown, actor=actor, now=NOW)
        spent.append(time.process_time() - began)
    assert median(spent) < CARD_SECONDS_MAX


def test_a_card_needs_no_heavy_library() -> None:
    run = subprocess.run([sys.executable, "-c", _RENDER], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
