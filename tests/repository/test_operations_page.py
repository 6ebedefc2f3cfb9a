"""The page of operations says what the registry says."""

from __future__ import annotations

import subprocess
import sys

from tests.repository.tree import ROOT


def test_the_page_of_operations_is_what_the_registry_says() -> None:
    # In a process of its own: other tests may have declared operations of theirs.
    made = subprocess.run(
        [sys.executable, "-m", "assistant.cli.reference"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert (ROOT / "docs/operations.md").read_text(encoding="utf-8") == made, (
        "python -m assistant.cli.reference > docs/operations.md"
    )
