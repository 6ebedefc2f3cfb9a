"""The wheel as a stranger meets it: built without a network, installed in a clean environment, run from elsewhere."""

from __future__ import annotations

import fnmatch
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import PACKAGES, ROOT, named, package_data, python_files

pytestmark = pytest.mark.slow

# What a running company needs besides code; each pattern must match something.
NEEDED = (
    "assistant/migrations/versions/*.py",
    "assistant/replies/locale/zh/*.yaml",
    "assistant/replies/locale/en/*.yaml",
    "assistant/builtin/phrases/zh/*.yaml",
    "assistant/builtin/phrases/en/*.yaml",
    "assistant/evaluation/sets/*.yaml",
    "core/demo/data/*.yaml",
    "knowledge/demo/zh/*.md",
    "knowledge/demo/en/*.md",
    "assistant/channels/web/*.html",
    "assistant/channels/web/*.css",
    "assistant/channels/web/*.js",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """The bin folder of a clean environment that holds the wheel and its pinned requirements, nothing else."""
    with tempfile.TemporaryDirectory(prefix="zhanggui-wheel-") as folder:
        os.chmod(folder, 0o755)
        environment = Path(folder) / "venv"
        _run([sys.executable, "-m", "venv", "--without-pip", str(environment)], ROOT)
        _install(wheel, environment / "bin" / "python")
        yield environment / "bin"


def test_it_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {named(path) for path in [*python_files(*PACKAGES), *package_data()]}


@pytest.mark.parametrize("pattern", NEEDED)
def test_it_brings_what_a_running_company_needs(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert fnmatch.filter(archive.namelist(), pattern)


def test_it_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    usage = _run([str(installed / "zhanggui"), "--help"], tmp_path)
    assert "serve" in usage
    assert "chat" in usage
    operations = _run([str(installed / "zhanggui"), "operations"], tmp_path)
    assert "place_order" in operations
    assert "get_stock" in operations


def test_it_can_lay_out_a_database_from_its_own_files(installed: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="zhanggui-home-") as folder:
        os.chmod(folder, 0o755)
        _run([str(installed / "zhanggui"), "migrate"], Path(folder), ZHANGGUI_HOME=f"{folder}/home")


def _install(wheel: Path, python: Path) -> None:
    """By uv where there is one: from its cache alone if that suffices, else from the registry; else by pip."""
    pins = ["-c", str(ROOT / "constraints.txt"), str(wheel)]
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--python", str(python)]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    ways = ([*uv, "--offline", *pins], [*uv, *pins], [*pip, *pins])
    for way in ways[:-1]:
        if Path(way[0]).exists() and subprocess.run(way, capture_output=True, check=False).returncode == 0:
            return
    _run(ways[-1], ROOT)


def _run(command: list[str], folder: Path, **extra: str) -> str:
    """The standard output of `command`, run in `folder` without this environment's own Python settings."""
    settings = ("PYTHON", "VIRTUAL_ENV", "ZHANGGUI_", "DATABASE_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    done = subprocess.run(command, cwd=folder, env=clean | extra, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
