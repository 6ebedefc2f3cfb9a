"""Rules of prices as a line keeps them, and what a stored document says of its prices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from core.sales.prices.documents import PriceTerms
from core.sales.prices.views import PriceRule

_RULE = TypeAdapter(PriceRule)


def rule_kept(rule: PriceRule | None) -> dict[str, Any] | None:
    """The rule as plain JSON, for the line's column."""
    kept: dict[str, Any] | None = None if rule is None else _RULE.dump_python(rule, mode="json")
    return kept


def rule_of(kept: dict[str, Any] | None) -> PriceRule | None:
    """The rule a line kept."""
    return None if kept is None else _RULE.validate_python(kept)


def terms_kept(
    price_list: str,
    currency: str,
    exchange_rate: Decimal,
    *,
    tax_included: bool,
    rules: Sequence[PriceRule | None],
) -> PriceTerms:
    """What a stored document says of its prices; the list's names are those its lines were priced by."""
    named = next((rule for rule in rules if rule is not None and rule.price_list == price_list), None)
    return PriceTerms(
        price_list=price_list,
        list_zh=named.list_zh if named else "",
        list_en=named.list_en if named else "",
        currency=currency,
        tax_included=tax_included,
        exchange_rate=exchange_rate,
    )
