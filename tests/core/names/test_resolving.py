"""What a person wrote means the one thing they may see; a guess is offered, never taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core import names
from core.database import new_id
from core.names import NameAmbiguous, NameRow, NameUnknown, key_of, resolve

GAUGE, BIG_CUFF, SMALL_CUFF, THERMOMETER = (new_id() for _ in range(4))


@pytest.fixture
def index(session: Session) -> Session:
    """A few things with names in two languages and an alias."""
    names.put(
        session, "product", GAUGE, "BP-200", [("上臂式血压计", "zh"), ("Upper-arm monitor", "en"), ("血压计", None)]
    )
    names.put(session, "product", BIG_CUFF, "BP-CUFF-L", [("大号袖带", "zh"), ("Large cuff", "en")])
    names.put(session, "product", SMALL_CUFF, "BP-CUFF-S", [("小号袖带", "zh"), ("Small cuff", "en")])
    names.put(session, "product", THERMOMETER, "TH-30", [("耳温枪", "zh"), ("Ear thermometer", "en")])
    names.put(session, "customer", new_id(), "C-0001", [("血压计专卖店", "zh"), ("Monitor Shop", "en")])
    return session


@pytest.mark.parametrize(
    "written",
    [
        "BP-200",
        "bp200",
        "bp 200",
        "ＢＰ－２００",
        "上臂式血压计",
        "upper-arm monitor",
        "UPPER ARM MONITOR",
        "血压计",
        "臂式血压",
    ],
)
def test_a_thing_is_found_by_code_name_alias_and_a_part_of_its_own(index: Session, written: str) -> None:
    assert resolve(index, "product", written).id == GAUGE


def test_an_exact_name_wins_over_a_part_of_another(index: Session) -> None:
    names.put(index, "product", new_id(), "SHOP-1", [("血压计收纳包", "zh"), ("Monitor bag", "en")])
    assert resolve(index, "product", "血压计").code == "BP-200"


def test_a_part_that_several_share_is_asked_back_with_both(index: Session) -> None:
    with pytest.raises(NameAmbiguous) as refused:
        resolve(index, "product", "袖带")
    assert refused.value.facts["count"] == 2
    assert [choice.value for choice in refused.value.choices] == ["BP-CUFF-L", "BP-CUFF-S"]
    assert refused.value.choices[0].name_zh == "大号袖带"
    assert refused.value.choices[0].name_en == "Large cuff"


def test_two_things_of_one_name_are_asked_back(index: Session) -> None:
    names.put(index, "product", new_id(), "TH-31", [("耳温枪", "zh"), ("Ear thermometer", "en")])
    with pytest.raises(NameAmbiguous) as refused:
        resolve(index, "product", "耳温枪")
    assert {choice.value for choice in refused.value.choices} == {"TH-30", "TH-31"}


@pytest.mark.parametrize("misspelt", ["Ear thermometr", "耳温计", "earthermometer 3"])
def test_a_misspelt_name_is_offered_and_never_taken(index: Session, misspelt: str) -> None:
    with pytest.raises(NameUnknown) as refused:
        resolve(index, "product", misspelt)
    assert refused.value.choices[0].value == "TH-30"


@pytest.mark.parametrize("nonsense", ["龙门吊", "%", "_", "'; DROP TABLE names", "<b>x</b>", "🙂", "计" * 500, "。"])
def test_nonsense_is_unknown_whatever_it_is_made_of(index: Session, nonsense: str) -> None:
    with pytest.raises(NameUnknown) as refused:
        resolve(index, "product", nonsense)
    assert len(str(refused.value.facts["text"])) <= 80


def test_a_percent_sign_matches_itself_only(index: Session) -> None:
    names.put(index, "product", new_id(), "ALC-75", [("75%酒精", "zh"), ("Alcohol 75%", "en")])
    assert resolve(index, "product", "75%酒精").code == "ALC-75"


def test_a_single_character_is_no_part_of_a_name(index: Session) -> None:
    with pytest.raises(NameUnknown):
        resolve(index, "product", "枪")


def test_kinds_do_not_mix(index: Session) -> None:
    assert resolve(index, "customer", "血压计专卖店").code == "C-0001"
    with pytest.raises(NameUnknown):
        resolve(index, "warehouse", "血压计")


def test_what_is_out_of_scope_is_neither_found_nor_offered(index: Session) -> None:
    visible = NameRow.ref_id.in_([BIG_CUFF])
    assert resolve(index, "product", "袖带", visible=visible).id == BIG_CUFF
    with pytest.raises(NameUnknown) as refused:
        resolve(index, "product", "小号袖带", visible=visible)
    assert "BP-CUFF-S" not in {choice.value for choice in refused.value.choices}


def test_a_scope_is_kept_even_when_the_exact_names_were_read_before(index: Session) -> None:
    exact = names.exactly(index, ["耳温枪"])
    assert resolve(index, "product", "耳温枪", exact=exact).id == THERMOMETER
    with pytest.raises(NameUnknown):
        resolve(index, "product", "耳温枪", exact=exact, visible=NameRow.ref_id.in_([GAUGE]))


def test_new_names_take_the_place_of_the_old(index: Session) -> None:
    names.put(index, "product", GAUGE, "BP-200", [("家用血压计", "zh"), ("Home monitor", "en")])
    assert resolve(index, "product", "家用血压计").id == GAUGE
    with pytest.raises(NameUnknown):
        resolve(index, "product", "Upper-arm monitor")


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(written: str) -> None:
    assert key_of(key_of(written)) == key_of(written)


@pytest.mark.parametrize(
    ("written", "key"), [("ＢＰ－２００", "bp200"), (" 仁和（诊所） ", "仁和诊所"), ("Pu'an", "puan"), ("！", "")]
)
def test_keys_ignore_width_case_spaces_and_punctuation(written: str, key: str) -> None:
    assert key_of(written) == key
