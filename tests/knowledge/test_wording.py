"""Loose words put plainly, and words that mean the same."""

from __future__ import annotations

import pytest

from knowledge.wording import alike, plain, telling, wanted


@pytest.mark.parametrize(
    ("loose", "language", "expected"),
    [
        ("这是啥原因，咋弄", "zh", "这是什么原因，怎么办"),
        ("试纸还能退么", "zh", "试纸还能退吗"),
        ("胳膊40公分", "zh", "臂围40厘米"),
        ("多久洗一回", "zh", "多久洗一次"),
        ("退回的钱什么时候到", "zh", "退回的钱什么时候到"),
        ("故障代码3", "zh", "E3"),
        ("it won't turn on", "en", "it will not switch on"),
        ("who pays the postage", "en", "who pays the freight"),
        ("保修多久", "en", "保修多久"),
        ("quelle garantie", "fr", "quelle garantie"),
    ],
)
def test_what_is_said_loosely_is_put_as_documents_put_it(loose: str, language: str, expected: str) -> None:
    assert plain(loose, language) == expected


def test_words_of_the_same_meaning_stand_for_each_other() -> None:
    assert "运费" in alike("邮费谁出")["邮费"]
    assert "return" in alike("can I send back the strips")["back"]
    assert "微波" not in alike("微波炉保修多久")


def test_what_only_shapes_a_question_is_not_searched_for() -> None:
    assert telling("请问保修多久呢", "zh").split() == ["保修"]
    assert telling("怎么样", "zh") == "怎么样"


@pytest.mark.parametrize(
    ("question", "language", "fact", "other"),
    [
        ("开瓶后多久用完", "zh", "90 天内用完", "放在阴凉处"),
        ("几点前下单", "zh", "16:00 前", "工作日"),
        ("how long is the warranty", "en", "two years", "the warranty"),
        ("how loud is it", "en", "up to 55 dB", "8 mL"),
    ],
)
def test_the_kind_of_fact_that_is_asked_for_is_told_by_its_looks(
    question: str, language: str, fact: str, other: str
) -> None:
    kinds = wanted(question, language)
    assert any(kind.told.search(fact) for kind in kinds)
    assert not any(kind.told.search(other) for kind in kinds)
