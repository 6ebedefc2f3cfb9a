"""Blocks as messages: what belongs together stands together, aligned where it fits, with its own buttons under it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from assistant.channels.telegram.buttons import Key, in_rows, is_action, left_of, place_in
from assistant.channels.telegram.drawing import Message, draw
from assistant.channels.telegram.markup import to_html, to_plain
from assistant.channels.telegram.tables import COLUMNS_MAX, draw_table, width
from assistant.replies.blocks import (
    Block,
    Button,
    ButtonsBlock,
    CardBlock,
    CardLine,
    Column,
    Fact,
    FileBlock,
    Note,
    Reply,
    TableBlock,
    TextBlock,
    Total,
)

PROPOSAL = "01893b5e-6d7a-7b2c-8f00-0123456789ab"
DELIVERY = UUID("01893b5e-0000-7000-8000-000000000001")
CARD = CardBlock(
    title="待确认 · 销售订单",
    status="pending",
    status_label="待确认",
    proposal=PROPOSAL,
    facts=(Fact(label="客户", value="A & B <诊所>"),),
    lines=(
        CardLine(
            title="BP-200 上臂式血压计",
            detail="20 台 × 189.00",
            amount="3,780.00",
            notes=(Note(text="12月3日 周四到", level="good"), Note(text="晚3天", level="warning")),
        ),
    ),
    totals=(Total(label="未税", value="3,780.00"), Total(label="增值税13%", value="491.40", strong=True)),
    notes=(Note(text="价格表：标准"),),
    buttons=(
        Button(label="确认", action=f"confirm:{PROPOSAL}", style="primary"),
        Button(label="取消", action=f"reject:{PROPOSAL}"),
    ),
    footer="有效至明天",
)


def test_a_card_shows_everything_that_is_agreed_to() -> None:
    (message,) = _draw(TextBlock(text="请核对："), CARD)
    assert to_plain(message.pieces) == (
        "请核对：\n\n待确认 · 销售订单\n客户：A & B <诊所>\n\nBP-200 上臂式血压计\n  20 台 × 189.00 = 3,780.00\n"
        "  ✓ 12月3日 周四到\n  ⚠ 晚3天\n\n未税       3,780.00\n增值税13%    491.40\n· 价格表：标准\n有效至明天"
    )
    assert "A &amp; B &lt;诊所&gt;" in to_html(message.pieces)
    assert [[key.label for key in row] for row in message.keys] == [["确认", "取消"]]
    assert (message.card, message.status) == (UUID(PROPOSAL), "pending")


def test_what_comes_after_buttons_is_a_message_of_its_own() -> None:
    messages = _draw(TextBlock(text="one"), CARD, TextBlock(text="two"), CARD)
    assert [len(message.keys) for message in messages] == [1, 1]
    assert to_plain(messages[1].pieces).startswith("two")


def test_buttons_without_words_get_some() -> None:
    (message,) = _draw(ButtonsBlock(buttons=(Button(label="甲", action="say:甲"),)))
    assert to_plain(message.pieces)


def test_an_action_travels_in_the_button_where_it_fits_and_by_reference_otherwise() -> None:
    short, long = Button(label="a", action="say:甲"), Button(label="b", action="say:" + "甲" * 30)
    (message,) = _draw(TextBlock(text="?"), ButtonsBlock(buttons=(short, long)))
    first, second = (key.data for row in message.keys for key in row)
    place = place_in(second)
    assert first == "say:甲"
    assert place is not None
    assert (place.outbox_id, place.number) == (DELIVERY, 1)
    assert len(second.encode()) <= 64


def test_in_a_group_every_button_is_a_reference_with_its_place_in_the_whole_reply() -> None:
    messages = _draw(CARD, TextBlock(text="and"), CARD, private=False)
    places = [place_in(key.data) for message in messages for row in message.keys for key in row]
    assert [place.number for place in places if place] == [0, 1, 2, 3]


@pytest.mark.parametrize("data", ["", ":", "say:", "confirm:", "confirm:x", f"erase:{PROPOSAL}", "b:xyz:0"])
def test_data_that_is_no_action_is_none(data: str) -> None:
    assert not is_action(data)


def test_choosing_leaves_the_buttons_that_decide() -> None:
    undo, show = Key("撤销", f"undo:{PROPOSAL}"), Key("查看", "b:x:1")
    assert left_of(((undo, show),), {"b:x:1": "say:查看"}, gone="say") == ((undo,),)


def test_rows_of_buttons_are_short_enough_to_be_read() -> None:
    labels = ["确认", "修改", "取消", "成都宏达医疗器械有限公司", "Hongda Medical Chengdu", "x"]
    rows = in_rows(Key(label, str(uuid4())) for label in labels)
    assert [len(row) for row in rows] == [3, 1, 2]


def test_a_narrow_table_is_aligned_by_the_width_of_its_characters() -> None:
    block = _table(("区域", "金额"), [("华东", "168,220"), ("West", "5")])
    lines = to_plain(draw_table(block)).splitlines()
    assert len({width(line) for line in lines}) == 1
    assert lines[2] == "West        5"


def test_a_table_too_wide_for_a_phone_becomes_lines_that_name_their_values() -> None:
    block = _table(("客户", "金额", "上年同期", "变化"), [("成都宏达医疗器械有限公司", "168,220", "140,000", "+20%")])
    pieces = draw_table(block)
    assert to_plain(pieces) == "成都宏达医疗器械有限公司\n  金额 168,220 · 上年同期 140,000\n  变化 +20%\n"
    assert all(width(line) <= COLUMNS_MAX for line in to_plain(pieces).splitlines())


def test_a_totals_row_stands_under_a_line() -> None:
    block = _table(("区域", "金额"), [("华东", "1")]).model_copy(update={"total": ("合计", "1")})
    assert to_plain(draw_table(block)).splitlines()[-2].strip("-") == ""


def test_a_file_is_a_message_of_its_own_with_the_buttons_below_it() -> None:
    file = FileBlock(name="报表.xlsx", media_type="x/y", url="/files/1")
    choice = ButtonsBlock(buttons=(Button(label="按产品", action="say:按产品"),))
    text, sent = _draw(TextBlock(text="共 3 单"), file, choice)
    assert (text.file, text.keys) == (None, ())
    assert (sent.file, len(sent.keys)) == (file, 1)
    assert "报表.xlsx" in to_plain(sent.pieces)


def test_a_long_table_whose_report_has_a_file_is_not_sent_as_another_one() -> None:
    long = _table(("区域", "金额"), [(f"区域{number}", "1") for number in range(200)])
    file = FileBlock(name="报表.xlsx", media_type="x/y", url="/files/1")
    text, sent = _draw(long, file)
    assert "全部 200 行见下面的文件" in to_plain(text.pieces)
    assert (sent.file, sent.sheet) == (file, None)
    assert [message.sheet for message in _draw(long, long, file)] == [None, long, None, None]


def _draw(*blocks: Block, private: bool = True) -> list[Message]:
    reply = Reply(conversation="c", turn="t", language="zh", text="", blocks=blocks)
    return draw(reply, DELIVERY, private=private)


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> TableBlock:
    columns = tuple(Column(label=each, align="right" if place else "left") for place, each in enumerate(headings))
    return TableBlock(columns=columns, rows=tuple(rows))
