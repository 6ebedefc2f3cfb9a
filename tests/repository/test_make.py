"""The Makefile as a stranger meets it: its list of targets, and what it says when Python will not do."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.repository.tree import ROOT


@pytest.fixture
def fresh_clone(tmp_path: Path) -> Path:
    """A folder with what `make install` reads, and no .venv."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=60)


def _python_that(folder: Path, script: str) -> str:
    python = folder / "python-of-this-machine"
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)
    return f"PYTHON={python}"


def test_help_is_the_default_and_lists_every_target() -> None:
    listed = _make(ROOT, "--no-print-directory")
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets[0].split() == re.findall(r"^  make ([a-z-]+) ", listed.stdout, re.MULTILINE)


def test_without_a_suitable_python_it_says_which_one_is_needed(fresh_clone: Path) -> None:
    answer = _make(fresh_clone, "install", _python_that(fresh_clone, "exit 1"))
    assert answer.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in answer.stderr
    assert not (fresh_clone / ".venv").exists()


def test_a_python_without_ensurepip_is_named_with_the_package_that_helps(fresh_clone: Path) -> None:
    without_ensurepip = 'case "$2" in *ensurepip*) exit 1;; esac'
    answer = _make(fresh_clone, "install", _python_that(fresh_clone, without_ensurepip))
    assert answer.returncode != 0
    assert "python-of-this-machine cannot make virtual environments" in answer.stderr
    assert "apt install python3-venv" in answer.stderr
    assert not (fresh_clone / ".venv").exists()
