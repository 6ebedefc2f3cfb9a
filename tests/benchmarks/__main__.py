"""Runs the benchmarks, prints a table and writes bench.json: `python -m tests.benchmarks [NAME …]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from tests.benchmarks.measuring import Row

BENCHMARKS = ("startup", "orders", "cash", "burst", "turns", "names", "history")
_WIDTHS = (44, 12, 10, 12, 9, 14, 4)


def main(names: list[str]) -> int:
    """Runs the named benchmarks, or all; 1 when a goal was missed."""
    rows: list[Row] = []
    _print("what", "value", "unit", "limit", "ratio", "goal", "ok")
    for name in names or BENCHMARKS:
        measure: Callable[[], Iterator[Row]] = import_module(f"tests.benchmarks.{name}").rows
        for row in measure():
            rows.append(row)
            _show(row)
    Path("bench.json").write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n", encoding="utf-8")
    return 1 if any(row.ok is False for row in rows) else 0


def _show(row: Row) -> None:
    limit = "" if row.limit is None else f"{row.limit:.2f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} x"
    mark = {True: "yes", False: "NO", None: ""}[row.ok]
    _print(row.name, f"{row.value:.2f}", row.unit, limit, ratio, row.goal, mark)


def _print(*cells: str) -> None:
    print("  ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
