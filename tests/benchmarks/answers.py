"""Questions to the demo documents: how many are answered rightly, and what one costs."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.benchmarks.measuring import Row, fresh_database, percentile
from tests.conftest import short_folder
from tests.knowledge.judging import Verdict, judged, questions
from tests.knowledge.shelf import Shelf, demo_shelf


def rows() -> Iterator[Row]:
    """The rows of this benchmark."""
    with fresh_database() as database, short_folder() as folder:
        began = time.perf_counter()
        with demo_shelf(database, folder / "index") as shelf:
            yield Row("demo documents ingested and indexed", time.perf_counter() - began, "s")
            for name, asked in (questions() | questions("everyday.yaml")).items():
                verdicts = judged(shelf, asked)
                told = verdicts[Verdict.RIGHT] + verdicts[Verdict.OTHER_SENTENCE]
                wrong = verdicts[Verdict.OTHER_DOCUMENT] + verdicts[Verdict.INVENTED]
                answerable = told + verdicts[Verdict.OTHER_DOCUMENT] + verdicts[Verdict.MISSED]
                yield Row(f"{name}: answers from the right document", told / (told + wrong), f"of {told + wrong}")
                rightly = verdicts[Verdict.RIGHT] / answerable
                yield Row(f"{name}: questions answered rightly", rightly, f"of {answerable}")
                without = verdicts[Verdict.INVENTED] + verdicts[Verdict.RIGHTLY_NONE]
                yield Row(f"{name}: answered without an answer", verdicts[Verdict.INVENTED] / without, f"of {without}")
            times = _times(shelf)
            yield Row("question, p50", percentile(times, 0.5), "ms")
            yield Row("question, p95", percentile(times, 0.95), "ms")


def _times(shelf: Shelf) -> list[float]:
    times = []
    for asked in (one for ones in questions().values() for one in ones):
        began = time.perf_counter()
        shelf.ask(asked.text, role=asked.role)
        times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:44} {row.value:8.3f} {row.unit}", flush=True)
