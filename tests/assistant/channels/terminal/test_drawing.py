"""Replies in characters: every line fits, boxes close, figures stand to the right, and nobody moves the cursor."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.channels.terminal.drawing import draw_block, draw_reply
from assistant.channels.terminal.styles import Styles
from assistant.channels.terminal.widths import clean, cut, left, right, width, wrapped
from assistant.replies.blocks import (
    Button,
    ButtonsBlock,
    CardBlock,
    CardLine,
    ChartBlock,
    Citation,
    CitationsBlock,
    Column,
    Fact,
    FileBlock,
    Note,
    Reply,
    Series,
    TableBlock,
    TextBlock,
    Total,
)

CARD = CardBlock(
    title="销售订单",
    status="pending",
    status_label="待确认",
    proposal="p",
    facts=(Fact(label="客户", value="华东医院"), Fact(label="送", value="杭州市上城区解放路88号（默认地址）")),
    lines=(
        CardLine(
            title="BP-200 上臂式血压计",
            detail="20 台 × 189.00",
            amount="3,780.00",
            notes=(Note(text="上海仓 · 12月3日 周四到", level="good"),),
        ),
        CardLine(title="BP-CUFF-L 大号袖带", detail="24 条 × 26.00", amount="624.00"),
    ),
    totals=(Total(label="合计", value="¥4,976.52", strong=True),),
    notes=(Note(text="晚3天：宁波仓在途，12月2日到货", level="warning"),),
    buttons=(Button(label="确认", action="confirm:p"), Button(label="取消", action="reject:p")),
    footer="24小时内有效",
)
TABLE = TableBlock(
    columns=(Column(label="区域"), Column(label="订单额", align="right")),
    rows=(("华东", "168,220.00"), ("西南", "8,220.50")),
    total=("合计", "176,440.50"),
    footnote="口径：订单额",
)


@pytest.mark.parametrize("columns", [30, 46, 80, 200])
def test_every_line_of_a_card_fits_and_all_are_as_wide(columns: int) -> None:
    widths = {width(line) for line in draw_block(CARD, columns=columns)}
    assert len(widths) == 1
    assert widths.pop() <= columns


def test_a_card_shows_what_is_agreed_to_and_what_can_be_done() -> None:
    drawn = "\n".join(draw_block(CARD, columns=80))
    for shown in (
        "待确认 · 销售订单",
        "20 台 × 189.00  3,780.00",
        "✓ 上海仓",
        "⚠ 晚3天",
        "[确认]  [取消]",
        "24小时内有效",
    ):
        assert shown in drawn


def test_amounts_stand_to_the_right() -> None:
    lines = [line for line in draw_block(CARD, columns=80) if " × " in line]
    assert all(line.endswith("0 │") for line in lines)
    assert len(lines) == 2


def test_a_table_lines_its_figures_up() -> None:
    lines = draw_block(TABLE, columns=60)
    rows = [line for line in lines if line.endswith((".00", ".50"))]
    assert len({width(row) for row in rows}) == 1
    assert lines[-1] == "口径：订单额"


def test_a_table_that_is_too_wide_cuts_texts_and_never_figures() -> None:
    wide = TABLE.model_copy(update={"rows": (("一个名字长得不得了的区域在这里还要更长", "168,220.00"),)})
    lines = draw_block(wide, columns=30)
    assert "168,220.00" in lines[2]
    assert "…" in lines[2]
    assert width(lines[2]) <= 30


def test_a_chart_has_a_bar_for_every_figure() -> None:
    chart = ChartBlock(
        title="订单额",
        kind="bar",
        labels=("华东", "西南"),
        series=(Series(name="额", values=("100", "-50")),),
        unit="元",
    )
    _, first, second = draw_block(chart, columns=60)
    assert first.count("█") > second.count("░") > 0
    assert second.endswith("-50")


def test_sources_files_and_choices_are_listed() -> None:
    blocks = (
        TextBlock(text="见说明书 [1]"),
        CitationsBlock(
            items=(Citation(number=1, document="d", title="BP-200 说明书", section="错误代码", passage="E3"),)
        ),
        ButtonsBlock(buttons=(Button(label="宏达贸易（杭州）", action="say:宏达贸易"),)),
        FileBlock(name="report.xlsx", media_type="x", url="/files/1", size=2048),
        FileBlock(name="later.xlsx", media_type="x", url="/files/2"),
    )
    reply = Reply(conversation="c", turn="t", language="zh", text="见说明书 [1]", blocks=blocks)
    assert draw_reply(reply.to_json(), columns=80, login="sales").split("\n") == [
        "见说明书 [1]",
        "[1] BP-200 说明书 · 错误代码",
        "[宏达贸易（杭州）]",
        "report.xlsx (3 kB)",
        "  zhanggui file /files/1 --as sales",
        "later.xlsx",
        "  zhanggui file /files/2 --as sales",
    ]


def test_emphasis_is_written_only_where_it_is_wanted() -> None:
    assert "\x1b[" not in "\n".join(draw_block(CARD, columns=80))
    assert "\x1b[33m" in "\n".join(draw_block(CARD, columns=80, styles=Styles(on=True)))


def test_nobody_elses_text_moves_the_cursor() -> None:
    text = TextBlock(text="name\x1b[2J\x07\u202eevil\rgone")
    assert draw_block(text, columns=80) == ["name[2Jevilgone"]


@given(st.text(max_size=200), st.integers(min_value=4, max_value=60))
def test_wrapped_text_loses_nothing_but_space(text: str, columns: int) -> None:
    plain = clean(text).replace("\r", "")
    kept = "".join("".join(wrapped(plain, columns)).split())
    assert kept == "".join(plain.split())


@example("1。。。，", 4)
@given(st.text(alphabet="abc 甲乙，。12.5", max_size=60), st.integers(min_value=4, max_value=40))
def test_wrapped_lines_fit_but_for_a_mark_that_may_not_begin_a_line(text: str, columns: int) -> None:
    assert all(width(line) <= columns + 4 for line in wrapped(text, columns))


@given(st.text(alphabet="ab甲乙", max_size=30), st.integers(min_value=1, max_value=20))
def test_padded_text_is_exactly_as_wide_as_asked(text: str, columns: int) -> None:
    assert width(left(text, columns)) == width(right(text, columns)) == columns
    assert width(cut(text, columns)) <= columns
