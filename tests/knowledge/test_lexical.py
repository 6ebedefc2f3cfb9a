"""Words, codes and BM25."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from knowledge.lexical import Lexical, codes_of, spellings, tokens_of


def lexical(*texts: str) -> Lexical:
    return Lexical([Counter(tokens_of(text)) for text in texts])


def test_chinese_is_taken_by_characters_and_pairs_and_english_by_stems() -> None:
    assert tokens_of("血压计 monitors measured") == ["血", "压", "计", "血压", "压计", "monitor", "measur"]


@pytest.mark.parametrize("written", ["BP-200", "bp-200", "BP 200", "BP200", "ＢＰ－２００"])
def test_a_code_is_the_same_however_it_is_written(written: str) -> None:
    assert "bp200" in tokens_of(written)
    assert codes_of(written) == {"bp200"}


@pytest.mark.parametrize("text", ["in 2016", "Part 3", "5 V", "22–32 cm", "血压180", "15:00"])
def test_a_figure_is_no_code(text: str) -> None:
    assert codes_of(text) <= {"part3"}


def test_codes_of_errors_are_found_beside_chinese() -> None:
    assert codes_of("血压计显示E3怎么办") == {"e3"}
    assert codes_of("it says Er3, or E-4") == {"er3", "e4"}


def test_the_share_of_a_questions_weight_is_below_one_and_zero_without_a_common_word() -> None:
    index = lexical("the cuff is too loose", "air leak in the tube", "the battery is low")
    shares = index.shares(tokens_of("loose cuff"))
    assert int(np.argmax(shares)) == 0
    assert 0.5 < shares[0] < 1
    assert shares[1] == shares[2] == 0


def test_a_word_nobody_has_counts_against_every_passage() -> None:
    index = lexical("the cuff is too loose", "air leak")
    assert index.shares(tokens_of("loose microwave"))[0] < index.shares(tokens_of("loose"))[0] / 1.5


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    index = lexical("cuff loose", "cuff leak", "cuff battery")
    assert index.weight("loos") > index.weight("cuff")
    assert index.weight("unheard") > index.weight("loos")


def test_a_word_said_again_adds_less_each_time() -> None:
    once, twice, thrice = lexical("cuff a b", "cuff cuff b", "cuff cuff cuff").shares(["cuff"])
    assert once < twice < thrice
    assert thrice - twice < twice - once


def test_nothing_is_found_in_nothing() -> None:
    assert lexical().shares(["cuff"]).size == 0
    assert lexical("").shares([]).tolist() == [0.0]


def test_a_word_of_the_same_meaning_counts_in_the_place_of_one_said_but_less() -> None:
    index = lexical("postage is yours", "freight is yours", "nothing")
    shares = index.shares(["postag"], {"postag": {"freight"}})
    assert shares[0] > shares[1] > shares[2] == 0


@pytest.mark.parametrize(("typed", "shown"), [("e3", "er3"), ("e03", "e3"), ("err3", "er3"), ("er3", "e3")])
def test_an_error_code_is_written_in_several_ways(typed: str, shown: str) -> None:
    assert shown in spellings(typed)
    assert spellings("bp200") == {"bp200"}
