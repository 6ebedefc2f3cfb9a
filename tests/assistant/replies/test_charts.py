"""Charts are drawn as pictures in both languages, whatever the names are."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from assistant.replies.blocks import ChartBlock, Series
from assistant.replies.charts import render_chart


def chart(*labels: str, kind: str = "bar", runs: int = 1) -> ChartBlock:
    """A chart with values 1, 2, 3 …"""
    values = tuple(str(place * 1000 + 0.5) for place in range(1, len(labels) + 1))
    return ChartBlock.model_validate(
        {
            "title": "2026年10月 订单额",
            "kind": kind,
            "labels": labels,
            "series": [Series(name=f"_{run}", values=values) for run in range(runs)],
            "unit": "CNY",
            "footnote": "最大的几个",
        }
    )


@pytest.mark.parametrize(
    "block",
    [
        chart("华东", "华南", "西北"),
        chart("华东", "华南", runs=2),
        chart("Upper-arm blood pressure monitor", "Glucose meter"),
        chart(*(f"2026年{month}月" for month in range(1, 13)), kind="line", runs=3),
        chart(*(f"{day} Oct" for day in range(1, 32)), kind="line"),
        chart("$1 off $2", "😀 <b>", "a\nb"),
        chart("only"),
    ],
)
def test_a_chart_is_drawn_as_png_and_svg(block: ChartBlock) -> None:
    picture = Image.open(io.BytesIO(render_chart(block, format="png")))
    assert picture.size == (1200, 675)
    assert len(picture.convert("L").getcolors() or []) > 10
    assert render_chart(block, format="svg").lstrip().startswith(b"<?xml")


def test_chinese_words_are_drawn_and_not_boxes() -> None:
    pictures = {render_chart(chart(name, "华"), format="png") for name in ("东", "南", "西", "北")}
    assert len(pictures) == 4
