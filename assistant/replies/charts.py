"""Drawing charts as pictures: PNG for chats, SVG for pages. Imported only when something is drawn: it loads matplotlib.

What is drawn is decided in `report_chart`; texts come finished. Values become floats here and nowhere else: a
picture is no ledger.
"""

from __future__ import annotations

import io
import threading
from functools import cache
from typing import Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter
from noto_cjk_sans_otc import FONT_PATH

from assistant.replies.blocks import ChartBlock

# A name with two dollar signs is a name, not a formula.
matplotlib.rcParams["text.parse_math"] = False

_FAMILY = "Noto Sans CJK SC"
_COLOURS = ("#1f6f8b", "#e39b3b", "#6a994e", "#9c4f96", "#c8553d", "#5c6b73")
_COMPARED = "#c3ccd1"
_INK, _FAINT, _GRID = "#2b2f33", "#6b7378", "#e6e9eb"
_LABELS_SHOWN_MAX = 12
_SHORT_LABEL = 7
_one_at_a_time = threading.Lock()


def render_chart(block: ChartBlock, *, format: Literal["png", "svg"]) -> bytes:
    """The chart as a picture, 1200 × 675 pixels as PNG."""
    # Fonts are shared inside matplotlib, and workers draw from several threads.
    with _one_at_a_time:
        figure = Figure(
            figsize=(8, 4.5), dpi=150, facecolor="white", layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12)
        )
        axes = figure.add_subplot()
        sideways = block.kind == "bar" and _are_long(block.labels)
        if block.kind == "line":
            _draw_lines(axes, block)
        elif sideways:
            _draw_bars_sideways(axes, block)
        else:
            _draw_bars(axes, block)
        _dress(axes, block, sideways=sideways)
        if block.footnote:
            figure.supxlabel(_drawable(block.footnote), fontproperties=_font(8), color=_FAINT, x=0.99, ha="right")
        out = io.BytesIO()
        figure.savefig(out, format=format, metadata={"Date": None} if format == "svg" else None)
        return out.getvalue()


def _draw_bars(axes: Axes, block: ChartBlock) -> None:
    width = 0.72 / len(block.series)
    for place, values in enumerate(_values(block)):
        at = [index + (place - (len(block.series) - 1) / 2) * width for index in range(len(values))]
        bars = axes.bar(at, values, width=width * 0.94, color=_colour(place, block), zorder=2)
        if len(block.series) == 1:
            axes.bar_label(
                bars, labels=[_figure(value) for value in values], padding=3, fontproperties=_font(8), color=_FAINT
            )
    axes.set_xticks(range(len(block.labels)), [_drawable(label) for label in block.labels])


def _draw_bars_sideways(axes: Axes, block: ChartBlock) -> None:
    """For long names: they are read without turning one's head."""
    height = 0.72 / len(block.series)
    for place, values in enumerate(_values(block)):
        at = [index + (place - (len(block.series) - 1) / 2) * height for index in range(len(values))]
        bars = axes.barh(at, values, height=height * 0.94, color=_colour(place, block), zorder=2)
        if len(block.series) == 1:
            axes.bar_label(
                bars, labels=[_figure(value) for value in values], padding=4, fontproperties=_font(8), color=_FAINT
            )
    axes.set_yticks(range(len(block.labels)), [_drawable(label) for label in block.labels])
    axes.invert_yaxis()


def _draw_lines(axes: Axes, block: ChartBlock) -> None:
    for place, values in enumerate(_values(block)):
        marker = "o" if len(values) <= _LABELS_SHOWN_MAX * 2 else ""
        axes.plot(range(len(values)), values, color=_colour(place, block), marker=marker, markersize=4, linewidth=2)
    step = -(-len(block.labels) // _LABELS_SHOWN_MAX)
    shown = range(0, len(block.labels), step)
    axes.set_xticks(list(shown), [_drawable(block.labels[index]) for index in shown])
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))


def _dress(axes: Axes, block: ChartBlock, *, sideways: bool) -> None:
    """Title, axes, grid and legend."""
    axes.set_title(_drawable(block.title), fontproperties=_font(13), color=_INK, loc="left", pad=14)
    value_axis = axes.xaxis if sideways else axes.yaxis
    value_axis.set_major_formatter(FuncFormatter(lambda value, _: _figure(value)))
    value_axis.set_label_text(_drawable(block.unit), fontproperties=_font(9), color=_FAINT)
    value_axis.grid(visible=True, color=_GRID, zorder=0)
    axes.set_axisbelow(True)
    axes.margins(x=0.12 if sideways else 0.03, y=0.03 if sideways else 0.12)
    axes.tick_params(length=0, colors=_FAINT)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == ("left" if sideways else "bottom"))
        axes.spines[side].set_color(_GRID)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(9))
    if not sideways and sum(map(_width, block.labels)) > 64 and len(block.labels) <= _LABELS_SHOWN_MAX:
        axes.tick_params(axis="x", rotation=20)
    if len(block.series) > 1:
        names = [_drawable(series.name).lstrip("_") for series in block.series]
        handles = axes.containers if block.kind == "bar" else axes.lines
        legend = axes.legend(
            handles, names, prop=_font(9), frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1)
        )
        legend.set_in_layout(True)


def _values(block: ChartBlock) -> list[list[float]]:
    return [[float(value) for value in series.values] for series in block.series]


def _colour(place: int, block: ChartBlock) -> str:
    """Two runs of bars are a period and the one it is held against: the latter stays in the background."""
    if block.kind == "bar" and len(block.series) == 2 and place == 1:
        return _COMPARED
    return _COLOURS[place % len(_COLOURS)]


def _figure(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def _are_long(labels: tuple[str, ...]) -> bool:
    return max(map(_width, labels), default=0) > 2 * _SHORT_LABEL or sum(map(_width, labels)) > 80


def _width(text: str) -> int:
    """Columns a text takes: two for a Chinese character, one for a Latin one."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _drawable(text: str) -> str:
    """The text with a box in place of what the font has no glyph for."""
    known = _glyphs()
    return "".join(character if ord(character) in known else "□" for character in text)


def _font(size: float) -> FontProperties:
    return FontProperties(fname=_path(), size=size)


@cache
def _path() -> FontPath:
    """The face for simplified Chinese within the collection."""
    file = str(FONT_PATH)
    for index in range(FT2Font(file).num_faces):
        if FT2Font(file, face_index=index).family_name == _FAMILY:
            return FontPath(file, index)
    raise LookupError(f"{file} has no {_FAMILY}")


@cache
def _glyphs() -> frozenset[int]:
    path = _path()
    return frozenset(FT2Font(path.path, face_index=path.face_index).get_charmap())
