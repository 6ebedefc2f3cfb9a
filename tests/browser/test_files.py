"""The file of a report, saved with a real browser."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.talking import ask, press

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [390, 1280])
def test_a_report_s_file_is_saved_under_its_name(visit: Visit, width: int) -> None:
    page = visit(language="zh-CN", width=width)
    ask(page, "card 20")
    press(page, "Confirm")
    turn = ask(page, "report 今天卖了多少")
    link = turn.get_by_role("link", name=re.compile("下载 .*按产品.xlsx"))
    expect(link).to_be_visible()
    assert "NaN" not in turn.inner_text()
    with page.expect_download() as saving:
        link.click()
    saved = saving.value
    assert saved.suggested_filename == "2026年11月23日 周一订单额 按产品.xlsx"
    rows = list(load_workbook(io.BytesIO(saved.path().read_bytes())).worksheets[0].iter_rows(values_only=True))
    assert rows[2][:2] == ("产品", "订单额")
    assert rows[-1][0] == "合计"
