"""The sales report: what its figures are, its table, its chart, its file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from assistant.replies.blocks import Block, ChartBlock, Column, FileBlock, TableBlock
from assistant.replies.present import present_result
from assistant.replies.report_files import MEDIA_TYPE
from assistant.replies.spreadsheet import report_workbook, table_workbook
from core.calendar import month_of
from core.reports.views import Dimension, Label, SalesReport, SalesRow
from tests.assistant.replies.samples import NOW, SHANGHAI, manager
from tests.assistant.replies.samples_results import OCTOBER, REGIONS, figures, region_row, sales_report

COMPARED = sales_report(*REGIONS, compared_with=OCTOBER.year_before())
ALONE = sales_report(*(replace(row, before=None) for row in REGIONS))


def shown(report: SalesReport, language: str = "zh") -> tuple[str, tuple[Block, ...]]:
    """The report as a manager gets it."""
    return present_result("report_sales", report, actor=manager(language), now=NOW)


def table(report: SalesReport, language: str = "zh") -> TableBlock:
    """Its table."""
    (found,) = [block for block in shown(report, language)[1] if isinstance(block, TableBlock)]
    return found


def chart(report: SalesReport, language: str = "zh") -> ChartBlock | None:
    """Its chart, if it has one."""
    return next((block for block in shown(report, language)[1] if isinstance(block, ChartBlock)), None)


def file_name(report: SalesReport, language: str = "zh") -> str:
    """The name of the file it is offered as."""
    (file,) = [block for block in shown(report, language)[1] if isinstance(block, FileBlock)]
    return file.name


def month_row(month: int, amount: str, category: Label | None = None) -> SalesRow:
    """A row by month."""
    first = date(2026, month, 1).isoformat()
    labels = (Label(first, first, first), *((category,) if category else ()))
    return SalesRow(labels, figures(amount), None)


def test_the_sentence_names_measure_period_total_and_comparison() -> None:
    assert shown(COMPARED)[0] == "2026年10月订单额 ¥342,720.50，共 30 单，比去年同期 +14.1%（¥300,500.00）。"
    assert shown(COMPARED, "en")[0] == (
        "The ordered amount in October 2026 was ¥342,720.50 from 30 orders, +14.1% against a year before (¥300,500.00)."
    )


def test_the_footnote_says_what_the_figures_are() -> None:
    assert table(ALONE).footnote == (
        "口径：订单额（已确认订单，折后未税） · 币种 CNY · 期间 2026年10月 · 共 3 行 · 截至 11月23日 10:02"
    )
    filtered = replace(ALONE, filters=(Label("GM-10", "血糖仪", "Glucose meter"),))
    assert "仅血糖仪" in table(filtered).footnote
    assert "血糖仪" in shown(filtered)[0]


def test_the_footnote_says_that_it_covers_a_salesperson_s_customers_only() -> None:
    own = replace(ALONE, own_customers_only=True)
    assert "您和您团队负责的客户" in table(own).footnote
    assert "your own and your team's customers only" in table(own, "en").footnote
    assert "您" not in table(ALONE).footnote


def test_the_table_has_shares_and_a_total() -> None:
    assert table(ALONE).rows[0] == ("华东", "168,220.50", "49.1%", "10", "100")
    assert table(ALONE).total == ("合计", "342,720.50", "100.0%", "30", "300")


def test_a_comparison_has_columns_of_its_own() -> None:
    assert [column.label for column in table(COMPARED).columns] == ["区域", "订单额", "去年同期", "变化", "订单数"]
    assert table(COMPARED).rows[1] == ("华南", "98,000.00", "99,000.00", "−1.0%", "10")
    month_before = replace(COMPARED, compared_with=OCTOBER.previous())
    assert "上一期" in [column.label for column in table(month_before).columns]


def test_the_total_is_of_all_rows_also_where_not_all_are_shown() -> None:
    cut = replace(ALONE, rows=ALONE.rows[:2], row_count=3)
    assert table(cut).total == table(ALONE).total
    assert "共 3 行，列出 2 行，合计为全部" in table(cut).footnote


def test_rows_over_time_are_not_held_against_other_times() -> None:
    rows = tuple(replace(month_row(month, "1000"), before=figures("0")) for month in (9, 10))
    report = replace(sales_report(*rows, by=(Dimension.MONTH,)), compared_with=OCTOBER.previous())
    report = replace(report, total_before=figures("1500"))
    assert [column.label for column in table(report).columns] == ["月份", "订单额", "订单数", "件数"]
    assert "比上一期 +33.3%（¥1,500.00）" in shown(report)[0]


def test_a_report_without_breakdown_is_a_sentence_and_what_it_is() -> None:
    bare = replace(ALONE, by=(), rows=(), row_count=0)
    text, blocks = shown(bare)
    assert text == "2026年10月订单额 ¥342,720.50，共 30 单。"
    assert [block.type for block in blocks] == ["text", "buttons"]  # nothing a spreadsheet would be good for


def test_no_orders_are_said_in_words() -> None:
    nothing = replace(sales_report(by=()), row_count=0)
    assert shown(nothing)[0] == "2026年10月没有订单。"
    assert [block.type for block in shown(nothing)[1]] == ["text"]
    so_far = replace(nothing, period=month_of(date(2026, 11, 1)))
    assert shown(so_far)[0] == "2026年11月没有订单，期间还没结束。"


def test_nothing_to_compare_with_is_no_percentage() -> None:
    fresh = replace(COMPARED, total_before=figures("0"), rows=(region_row("EAST", "华东", "East China", "10", "0"),))
    assert "去年同期没有订单" in shown(fresh)[0]
    assert table(fresh).rows[0][3] == "—"


def test_a_period_that_is_not_over_is_marked() -> None:
    assert "期间还没结束" in shown(replace(ALONE, period=month_of(date(2026, 11, 1))))[0]
    assert "还没结束" not in shown(ALONE)[0]


def test_books_that_begin_later_than_the_period_are_mentioned() -> None:
    assert "账上记录从 2026年10月5日 起" in table(replace(ALONE, first_fact_on=date(2026, 10, 5))).footnote


def test_categories_are_bars_and_times_are_lines() -> None:
    bars, lines = chart(COMPARED), chart(sales_report(month_row(9, "10"), month_row(10, "20"), by=(Dimension.MONTH,)))
    assert bars is not None
    assert lines is not None
    assert (bars.kind, [series.name for series in bars.series]) == ("bar", ["订单额", "去年同期"])
    assert (lines.kind, lines.labels) == ("line", ("2026年9月", "2026年10月"))


def test_one_row_is_no_chart() -> None:
    assert chart(sales_report(REGIONS[0])) is None


def test_more_than_twelve_categories_show_the_largest_and_say_so() -> None:
    many = sales_report(*(region_row(f"R{place}", f"区{place}", f"R{place}", str(100 - place)) for place in range(15)))
    drawn = chart(many)
    assert drawn is not None
    assert len(drawn.labels) == 12
    assert drawn.footnote == "最大的 12 个"


def test_months_by_region_are_a_line_for_each_region() -> None:
    east, west = Label("EAST", "华东", "East"), Label("WEST", "西北", "West")
    rows = (month_row(9, "10", east), month_row(9, "5", west), month_row(10, "20", east))
    drawn = chart(sales_report(*rows, by=(Dimension.MONTH, Dimension.REGION)))
    assert drawn is not None
    assert [(series.name, series.values) for series in drawn.series] == [
        ("华东", ("10.00", "20.00")),
        ("西北", ("5.00", "0.00")),
    ]


def test_what_was_not_asked_yet_is_offered() -> None:
    buttons = shown(ALONE)[1][-1]
    assert buttons.type == "buttons"
    assert [button.action for button in buttons.buttons] == ["say:按产品", "say:按客户", "say:和去年同期比"]


def test_a_report_is_offered_as_a_file_before_what_to_ask_next() -> None:
    blocks = shown(ALONE)[1]
    assert [block.type for block in blocks] == ["table", "chart", "file", "buttons"]
    assert FileBlock(name="2026年10月订单额 按区域.xlsx", media_type=MEDIA_TYPE, url="") in blocks


def test_a_file_s_name_says_what_is_in_it_in_the_reader_s_language() -> None:
    assert file_name(ALONE, "en") == "Ordered amount October 2026 by region.xlsx"
    both = replace(ALONE, by=(Dimension.MONTH, Dimension.PRODUCT), rows=(month_row(10, "5", Label("GM-10", "", "")),))
    limited = replace(both, filters=(Label("EAST", "华东", "East China"),))
    assert file_name(limited) == "2026年10月 华东订单额 按月份和产品.xlsx"
    assert file_name(limited, "en") == "Ordered amount October 2026, East China by month and product.xlsx"


def test_a_file_s_name_can_be_saved_anywhere_and_hides_nothing() -> None:
    evil = replace(ALONE, filters=(Label("X", 'A/B\\C:"*?<>|\u202e\r\n..', ""),))
    assert file_name(evil) == "2026年10月 A B C ..订单额 按区域.xlsx"
    endless = replace(ALONE, filters=(Label("X", "很长的名字" * 40, ""),))
    assert len(file_name(endless).encode()) <= 255


def test_a_report_as_a_file_has_true_numbers() -> None:
    sheet = load_workbook(io.BytesIO(report_workbook(COMPARED, "zh", zone=SHANGHAI))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "截至 11月23日 10:02" in str(rows[0][0])
    assert rows[2] == ["区域", "订单额", "去年同期", "订单数", "件数"]
    assert rows[3] == ["华东", 168220.5, 141000, 10, 100]
    assert rows[-1] == ["合计", 342720.5, 300500, 30, 300]
    assert sheet["B4"].number_format == "#,##0.00"


def test_a_report_without_breakdown_makes_a_file_too() -> None:
    sheet = load_workbook(io.BytesIO(report_workbook(sales_report(by=()), "en"))).worksheets[0]
    assert [cell.value for cell in sheet[4]] == ["Total", 0, 0, 0]


def test_names_that_look_like_formulas_stay_text_in_a_file() -> None:
    evil = sales_report(region_row("X", '=HYPERLINK("x")', "=1+1", "5"))
    cell = load_workbook(io.BytesIO(report_workbook(evil, "zh"))).worksheets[0]["A4"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    assert report_workbook(sales_report(region_row("X", "a\x00b", "", "5")), "zh")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234.50", 1234.5), ("−3.0%", -0.03), ("¥128.00", 128), ("+2", 2), ("—", "—"), ("96 台", "96 台")],
)
def test_figures_of_a_table_become_numbers_in_a_file(cell: str, value: object) -> None:
    shown_table = TableBlock(
        columns=(Column(label="名称"), Column(label="数", align="right")), rows=(("=A1", cell),), footnote="口径"
    )
    sheet = load_workbook(io.BytesIO(table_workbook(shown_table))).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == value
