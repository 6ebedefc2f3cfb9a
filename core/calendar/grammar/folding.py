"""One spelling for the grammar to read: half-width, lower case, simplified; every character keeps its place.

Names and products are normalised elsewhere, by their own rules.
"""

from __future__ import annotations

_TRADITIONAL = "週號後個這過內兩從間禮終幾對與較環為遲於賬帳數開間當來歲時點結貨質齡應現實產發單"
_SIMPLIFIED = "周号后个这过内两从间礼终几对与较环为迟于账账数开间当来岁时点结货质龄应现实产发单"
_DASHES = "‐‑‒–—―−"
_TILDES = "〜～∼"
_SPACES = "\u00a0\u2002\u2003\u2009\u202f\u3000\t\n\r"

_TABLE: dict[int, str] = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    | {code: chr(code - 0xFEE0 + 32) for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    | {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    | dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _TILDES), "~")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | {ord("’"): "'", ord("⽉"): "月", ord("⽇"): "日"}
)


def folded(text: str) -> str:
    """`text` as the grammar reads it, of exactly the same length."""
    return text.translate(_TABLE)
