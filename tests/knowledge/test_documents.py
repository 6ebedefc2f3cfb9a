"""Files as documents, and which files are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import Refusal
from knowledge.documents import (
    BYTES_MAX,
    Audience,
    Document,
    DocumentAbsent,
    DocumentEmpty,
    DocumentKindUnknown,
    DocumentNotText,
    DocumentTooLarge,
    DocumentUnreadable,
    FrontMatterUnfit,
    read_document,
)
from tests.knowledge.shelf import MANUAL_ZH


def read(folder: Path, written: bytes | str, *, name: str = "a.md", audience: Audience = Audience.INTERNAL) -> Document:
    path = folder / name
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    return read_document(path, source=name, audience=audience)


def test_the_front_matter_says_what_a_document_is_about(tmp_path: Path) -> None:
    document = read(tmp_path, MANUAL_ZH)
    assert document.title == "BP-200 上臂式血压计使用手册"
    assert (document.language, document.audience) == ("zh", Audience.PUBLIC)
    assert (document.products, document.topic) == (("BP-200",), "manual")
    assert document.body.startswith("# BP-200")


def test_without_front_matter_the_text_speaks_for_itself(tmp_path: Path) -> None:
    document = read(tmp_path, "\ufeff# 清洁\n\n用微湿的软布擦拭。")
    assert (document.title, document.language) == ("清洁", "zh")
    assert (document.products, document.topic) == ((), None)


def test_a_document_that_names_no_audience_is_not_shown_to_customers(tmp_path: Path) -> None:
    assert read(tmp_path, "No heading at all.").audience is Audience.INTERNAL
    assert read(tmp_path, "No heading at all.", audience=Audience.PUBLIC).audience is Audience.PUBLIC
    assert read(tmp_path, "---\naudience: internal\n---\nText.", audience=Audience.PUBLIC).audience is Audience.INTERNAL


def test_the_file_name_is_the_last_resort_of_a_title(tmp_path: Path) -> None:
    assert read(tmp_path, "Only words.", name="house-rules.md").title == "house-rules"


@pytest.mark.parametrize(
    ("written", "products"),
    [
        ("products: bp-200, th-30", ("BP-200", "TH-30")),
        ("products: [BP-200, bp-200]", ("BP-200",)),
        ("products: [1234]", ("1234",)),
        ("products:", ()),
    ],
)
def test_products_are_codes_however_they_are_written(tmp_path: Path, written: str, products: tuple[str, ...]) -> None:
    assert read(tmp_path, f"---\n{written}\n---\nText.").products == products


def test_fields_of_other_tools_are_left_unread(tmp_path: Path) -> None:
    document = read(tmp_path, "---\ntitle: 2026\nlanguage: zh-CN\ndraft: true\ndate: 2026-11-23\n---\nText.")
    assert (document.title, document.language) == ("2026", "zh")


def test_the_same_words_have_the_same_hash_wherever_they_are_kept(tmp_path: Path) -> None:
    first, second = read(tmp_path, MANUAL_ZH, name="a.md"), read(tmp_path, MANUAL_ZH, name="b.md")
    assert first.content_hash == second.content_hash
    internal = read(tmp_path, MANUAL_ZH.replace("public", "internal"))
    assert internal.content_hash != first.content_hash


@pytest.mark.parametrize(
    ("written", "name", "refusal"),
    [
        (b"\x89PNG\x00\x01", "a.md", DocumentNotText),
        ("使用手册".encode("gb18030"), "a.md", DocumentNotText),
        (b"x" * (BYTES_MAX + 1), "a.md", DocumentTooLarge),
        (b"", "a.md", DocumentEmpty),
        (b"---\ntitle: only a title\n---\n", "a.md", DocumentEmpty),
        (b"# Only a heading\n\n<!-- and a remark -->", "a.md", DocumentEmpty),
        (b"Text.", "a.docx", DocumentKindUnknown),
        (b"---\naudience: everybody\n---\nText.", "a.md", FrontMatterUnfit),
        (b"---\n- a list\n---\nText.", "a.md", FrontMatterUnfit),
        (b"---\ntitle: [unclosed\n---\nText.", "a.md", FrontMatterUnfit),
        (b"---\ntitle: !!python/object/apply:os.system [ls]\n---\nText.", "a.md", FrontMatterUnfit),
        (b"---\nnote: " + b"x" * 10_001 + b"\n---\nText.", "a.md", FrontMatterUnfit),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_an_unfit_file_is_refused_by_name(tmp_path: Path, written: bytes, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        read(tmp_path, written, name=name)
    assert refused.value.facts["path"] == str(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentAbsent):
        read_document(tmp_path / "a.md", source="a.md", audience=Audience.PUBLIC)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_we_may_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text.")
    path.chmod(0)
    with pytest.raises(DocumentUnreadable):
        read_document(path, source="a.md", audience=Audience.PUBLIC)
