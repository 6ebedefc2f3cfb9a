"""Linking names: whole ones, codes, pinyin, misspelt ones and parts, and keeping the index in step."""

from __future__ import annotations

from time import process_time
from uuid import UUID

import pytest

from assistant.builtin.names import Entry, NameIndex
from assistant.builtin.normalise import normalise
from tests.assistant.builtin.company import entries, names, ref_of, told


def link(text: str, index: NameIndex | None = None) -> list[str]:
    return [told(span).removeprefix("name:") for span in (index or names()).link(normalise(text))]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("bp200, BP 200, bp-200, ＢＰ－２００, Bp_200", ["BP-200"] * 5),
        ("kit home / KITHOME", ["KIT-HOME"] * 2),
        ("the blood pressure monitors and a glucose-meter", ["BP-200", "GM-10"]),
        ("仁和 诊所的血压 计", ["C-0001", "BP-200"]),
        ("Renhe Clinic's", ["C-0001"]),
        ("XIN'AN CLINIC", ["C-0007"]),
        ("hongda trading hangzhou", ["C-0003"]),
        ("KN95口罩", ["KN95"]),
        ("血压计之家", ["C-0011"]),
        ("上海仓前卫生院", ["C-0005"]),
        ("SH 的库存", ["SH"]),
        ("cd仓", ["CD"]),
        ("xueyaji", ["BP-200"]),
        ("xue ya ji", ["BP-200"]),
        ("xyj", ["BP-200"]),
        ("renhezhensuo", ["C-0001"]),
    ],
)
def test_a_whole_name_is_linked_however_it_is_spaced(text: str, linked: list[str]) -> None:
    assert link(text) == linked


@pytest.mark.parametrize(
    "text",
    [
        "血压180头晕", "血压高怎么办", "测血压", "下单时间", "订单", "order", "out of stock", "sales report",
        "cd player", "nb", "这个牛，nb", "BP-2000", "XBP-200", "BP-200-L", "SBP-200", "cup on", "测试纸张",
        "price is 30", "the 8th 30", "新安装的机器", "美好的一天", "我要退货", "请问多少钱", "thank you very much",
        "how do I reset it", "康复", "同意", "博士", "大和", "和我联系",
    ],
)  # fmt: skip
def test_no_name_is_linked_where_none_stands(text: str) -> None:
    assert link(text) == []


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("blod pressure monitr", ["BP-200"]),
        ("pulse oxymeter", ["PO-5"]),
        ("Renhe Clinc", ["C-0001"]),
        ("Huadng Hospitl", ["C-0002"]),
        ("oximeters", ["PO-5"]),
        ("血压记", ["BP-200"]),
        ("学压计还有几台", ["BP-200"]),
        ("仁和要货", ["C-0001"]),
        ("renhe wants some", ["C-0001"]),
    ],
)
def test_what_can_only_be_one_name_is_sure(text: str, linked: list[str]) -> None:
    assert link(text) == linked


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("人和诊所", ["C-0001?"]),
        ("仁河诊所", ["C-0001?"]),
        ("耳温计", ["TH-30?"]),
        ("宏达", ["C-0003/C-0004?"]),
        ("hongda", ["C-0003/C-0004"]),
        ("袖带", ["BP-CUFF-L/BP-CUFF-M?"]),
        ("口罩", ["KN95/MASK-S?"]),
        ("thermometer", ["TH-30/TH-50"]),
        ("renhee", ["C-0001?"]),
    ],
)
def test_a_wrong_character_or_a_shared_part_is_asked_about(text: str, linked: list[str]) -> None:
    assert link(text) == linked
    [span] = names().link(normalise(text))
    assert span.ambiguous


def test_every_text_of_the_index_is_linked_to_what_it_names() -> None:
    for entry in entries():
        if entry.text == "sales":
            continue  # a login, but an ordinary word first
        [span] = names().link(normalise(entry.text))
        assert (entry.kind, entry.ref) in [(match.kind, match.ref) for match in span.names], entry


def test_candidates_out_of_scope_are_dropped_before_ambiguity_is_judged() -> None:
    [span] = names().link(normalise("宏达"), lambda entry: entry.code != "C-0003")
    assert [match.code for match in span.names] == ["C-0004"]
    assert not span.ambiguous
    assert names().link(normalise("仁和诊所"), lambda entry: entry.kind != "customer") == []


def test_a_new_name_is_known_at_once_and_a_removed_one_no_longer() -> None:
    index = NameIndex(entries())
    late = Entry("customer", UUID(int=7), "C-0099", "百草堂大药房")
    index.add([late, Entry("customer", UUID(int=7), "C-0099", "Baicaotang Pharmacy")])
    assert link("百草堂大药房", index) == ["C-0099"]
    assert link("百草堂要货", index) == ["C-0099"]
    assert link("baicaotng pharmacy", index) == ["C-0099"]
    index.remove(late.ref)
    assert link("百草堂大药房 baicaotang baicaotang pharmacy", index) == []
    index.remove(ref_of("customer", "C-0003"))
    assert link("宏达", index) == ["C-0004"]


def test_one_text_of_two_things_is_ambiguous_and_the_heavier_is_first() -> None:
    index = NameIndex(
        [
            Entry("product", UUID(int=1), "A-1", "套装"),
            Entry("product", UUID(int=2), "A-2", "套装", weight=5.0),
        ]
    )
    [span] = index.link(normalise("套装"))
    assert [match.code for match in span.names] == ["A-2", "A-1"]
    assert span.ambiguous


def test_a_word_for_goods_and_for_a_supplier_is_about_the_goods() -> None:
    index = NameIndex([Entry("supplier", UUID(int=1), "S-1", "gloves"), Entry("product", UUID(int=2), "A-2", "gloves")])
    assert link("how many gloves are there", index) == ["A-2/S-1"]


def test_an_empty_index_links_nothing() -> None:
    assert link("给仁和诊所下单20 blod pressure monitr", NameIndex()) == []


def test_many_thousand_names_are_built_and_linked_in_time() -> None:
    many = [
        Entry("customer", UUID(int=at), f"C-{at:05d}", text)
        for at in range(20_000)
        for text in (f"C-{at:05d}", f"{chr(0x4E00 + at % 3000)}{chr(0x5200 + at // 7)}诊所", f"Clinic {_spell(at)}")
    ]
    link("人和 monitr 請")  # what is loaded once is not counted
    started = process_time()
    index = NameIndex(many)
    assert process_time() - started < 2.0  # 0.4 on a quiet machine
    started = process_time()
    for _ in range(20):
        index.link(normalise(f"给{many[301].text}下单, then {many[302].text} and clinc {_spell(77)}x"))
    assert (process_time() - started) / 20 < 0.05  # 0.003 on a quiet machine


def _spell(number: int) -> str:
    """A pronounceable word for a number, no two alike."""
    letters = ["b", "d", "g", "k", "l", "m", "n", "p", "r", "s"]
    return "".join(letters[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:05d}")


@pytest.mark.parametrize("word", ["love", "loves", "story", "shouting", "share", "score"])
def test_an_everyday_word_is_no_misspelt_name(word: str) -> None:
    goods = [("A-1", "Medium nitrile gloves"), ("A-2", "Online store"), ("A-3", "Chuting"), ("A-4", "Sharps")]
    index = NameIndex([Entry("product", UUID(int=1), code, text) for code, text in goods])
    assert link(f"they would {word} to have it", index) == []
