"""Somebody's own words: addresses by their form, names that are a whole of their own, what is no name."""

from __future__ import annotations

import pytest

import core
from assistant.builtin.dialogue.amending_words import verbs_in
from core import operations
from tests.assistant.builtin.hearing import filled

operations.load(core)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("new customer: Lotus Lane Clinic, 18 Zhongshan Road, Kunshan", "18 Zhongshan Road, Kunshan"),
        ("add a customer called Willow Surgery, 7B Old Mill Street", "7B Old Mill Street"),
        ("新客户：昆山美丽诊所，江苏省昆山市玉山镇太湖路18号", "江苏省昆山市玉山镇太湖路18号"),
    ],
)
def test_an_address_is_known_by_its_form(text: str, address: str) -> None:
    assert filled("create_customer", text).arguments["address"] == address


@pytest.mark.parametrize("text", ["new customer: Lotus Lane Clinic, 30 days", "新客户：昆山美丽诊所，账期30天"])
def test_other_figures_are_no_address(text: str) -> None:
    assert "address" not in filled("create_customer", text).arguments


def test_the_code_of_something_ends_at_a_blank() -> None:
    assert filled("create_warehouse", "make the code WUH instead, name it Wuhan").arguments["code"] == "WUH"


@pytest.mark.parametrize("text", ["Maian put the strips up, 6.35 a box now", "脉岸的试纸现在6.35元一盒"])
def test_what_a_price_is_for_counts_nothing(text: str) -> None:
    said = filled("set_supplier_product", text)
    assert "minimum" not in said.arguments
    assert said.arguments["price"] == "6.35"


@pytest.mark.parametrize(
    "text", ["leave the strips off", "take the cuffs out please", "knock the gauze off altogether"]
)
def test_what_is_left_off_is_dropped(text: str) -> None:
    assert "drop" in verbs_in(text)


@pytest.mark.parametrize("text", ["take them out of Ningbo", "leave it with me", "ship them out on Friday"])
def test_what_goes_out_of_somewhere_is_not_dropped(text: str) -> None:
    assert "drop" not in verbs_in(text)
