"""Goods of a document as lines of a card: what, how much, from which lots."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.replies.blocks import CardLine, Note
from assistant.replies.reader import Reader
from core.sales.views import GoodsShown


def goods_lines(goods: Iterable[GoodsShown], reader: Reader) -> tuple[CardLine, ...]:
    """A line for each of the goods; lots are named to those inside the company."""
    return tuple(
        CardLine(
            title=reader.product(one.product, one.name_zh, one.name_en),
            detail=reader.quantity(one.quantity, one.unit),
            notes=(Note(text=reader.say("goods.lots", lots=reader.listed(list(one.lots)))),)
            if one.lots and reader.inside
            else (),
        )
        for one in goods
    )


def goods_words(goods: Iterable[GoodsShown], reader: Reader) -> str:
    """上臂式血压计 20 台和耳温枪 5 个."""
    words = (
        f"{reader.name(one.name_zh, one.name_en, one.product)} {reader.quantity(one.quantity, one.unit)}"
        for one in goods
    )
    return reader.listed(list(words))
