"""Drawing papers as PDF files, with Chinese glyphs embedded. Imported only when a file is made: it loads fpdf2."""

from __future__ import annotations

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace
from noto_cjk_sans_otc import FONT_PATH

from assistant.replies.papers import Paper

_SIMPLIFIED = 2
"""The face of the font's collection with the glyphs of simplified Chinese."""
_WIDTHS = (36, 15, 15, 11, 13, 16)
_FAINT = (110, 110, 110)


def draw(paper: Paper) -> bytes:
    """The paper as a PDF of A4 pages; the table's heading comes again on every page."""
    pdf = _Sheet(paper)
    pdf.set_title(f"{paper.title} {paper.number}")
    pdf.set_author(paper.seller)
    pdf.set_auto_page_break(auto=True, margin=22)
    pdf.add_page()
    _head(pdf, paper)
    _table(pdf, paper)
    _totals(pdf, paper)
    pdf.set_font("noto", size=8)
    pdf.set_text_color(*_FAINT)
    pdf.multi_cell(0, 5, paper.remark, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return bytes(pdf.output())


class _Sheet(FPDF):
    """A4 with the paper's number and the page at the foot."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.add_font("noto", fname=FONT_PATH, collection_font_number=_SIMPLIFIED)
        self.set_margin(18)

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-15)
        self.set_font("noto", size=8)
        self.set_text_color(*_FAINT)
        self.cell(0, 5, f"{self.paper.number}    {self.page_no()} / {{nb}}", align="C")


def _head(pdf: FPDF, paper: Paper) -> None:
    pdf.set_font("noto", size=10)
    pdf.multi_cell(0, 6, paper.seller, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("noto", size=20)
    pdf.multi_cell(0, 13, f"{paper.title}  {paper.number}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("noto", size=10)
    for label, value in paper.facts:
        pdf.set_text_color(*_FAINT)
        pdf.cell(32, 6.5, label)
        pdf.set_text_color(0, 0, 0)
        pdf.multi_cell(0, 6.5, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)


def _table(pdf: FPDF, paper: Paper) -> None:
    pdf.set_font("noto", size=9)
    with pdf.table(
        col_widths=_WIDTHS,
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT", "RIGHT"),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="", fill_color=(240, 240, 240)),
        line_height=6.5,
        padding=1,
    ) as table:
        for cells in (paper.columns, *paper.rows):
            table.row(cells)
    pdf.ln(3)


def _totals(pdf: FPDF, paper: Paper) -> None:
    for place, (label, value) in enumerate(paper.totals, start=1):
        pdf.set_font("noto", size=12 if place == len(paper.totals) else 10)
        pdf.cell(124, 7, label, align="R")
        pdf.cell(0, 7, value, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)
