"""Papers as PDF files: every glyph is there in both languages, and long tables go on over pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from assistant.replies.papers import paper_file, paper_of
from assistant.replies.pdf import draw
from assistant.replies.reader import Reader
from core.sales.invoicing.views import InvoiceLineShown, InvoiceShown, InvoiceStatus, Totals

LINE = InvoiceLineShown(
    product="GS-50",
    name_zh="血糖试纸（五十片装，含采血针）",
    name_en="Test strips",
    quantity=Decimal(2),
    unit="箱",
    net=Decimal("2160.00"),
    tax_rate=Decimal("0.13"),
    tax=Decimal("280.80"),
)
INVOICE = InvoiceShown(
    number="INV-2026-00007",
    order="SO-2026-00012",
    status=InvoiceStatus.OPEN,
    seller_zh="小铺医疗器械有限公司",
    seller_en="Little Shop Medical",
    customer="C-0001",
    customer_zh="仁和诊所",
    customer_en="Renhe Clinic",
    address="杭州市上城区庆春路123号",
    issued_on=date(2026, 11, 23),
    due_on=date(2026, 12, 23),
    lines=(LINE,),
    totals=Totals(Decimal("2160.00"), Decimal("280.80"), Decimal("2440.80"), "CNY"),
    paid=Decimal(0),
    credited=Decimal(0),
    left=Decimal("2440.80"),
    credit_notes=(),
)


def reader(language: str) -> Reader:
    return Reader.for_paper(language, ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Iterator[pypdfium2.PdfDocument]:
    """The invoice, and as many lines as the test wants, in the language it wants."""
    language, lines = request.param
    content = draw(paper_of(replace(INVOICE, lines=(LINE,) * lines), reader(language)))
    document = pypdfium2.PdfDocument(content)
    yield document
    document.close()


def words(document: pypdfium2.PdfDocument, page: int = 0) -> str:
    """What can be read off a page."""
    opened = document[page]
    text = opened.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        opened.close()


@pytest.mark.parametrize("drawn", [("zh", 1)], indirect=True)
def test_chinese_is_written_with_its_own_glyphs(drawn: pypdfium2.PdfDocument) -> None:
    said = words(drawn)
    for word in ("发票", "小铺医疗器械有限公司", "仁和诊所", "杭州市上城区庆春路123号", "¥2,440.80", "2026-12-23"):
        assert word in said
    page = drawn[0]
    picture = page.render(scale=2).to_pil().convert("L")
    page.close()
    # The title line has strokes where its two characters stand: a missing glyph is an empty box or nothing.
    title = picture.crop((100, 136, 185, 210))
    dark = sum(value < 128 for value in title.get_flattened_data()) / (title.width * title.height)
    assert 0.05 < dark < 0.6


@pytest.mark.parametrize("drawn", [("en", 1)], indirect=True)
def test_the_paper_speaks_the_language_of_its_reader(drawn: pypdfium2.PdfDocument) -> None:
    said = words(drawn)
    assert "Invoice INV-2026-00007" in said
    assert "Renhe Clinic" in said
    assert "发票" not in said


@pytest.mark.parametrize("drawn", [("zh", 60)], indirect=True)
def test_a_long_table_goes_on_with_its_heading_on_every_page(drawn: pypdfium2.PdfDocument) -> None:
    assert len(drawn) > 1
    assert all("税率" in words(drawn, page) for page in range(len(drawn) - 1))
    assert "合计" in words(drawn, len(drawn) - 1)


def test_it_is_offered_under_its_title_and_number() -> None:
    assert paper_file(INVOICE, reader("zh")).name == "发票 INV-2026-00007.pdf"
