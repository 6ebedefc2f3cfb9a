"""Files into the knowledge base, as often as one likes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from core.database import Database
from knowledge.corpus import generation_of
from knowledge.documents import Audience, DocumentAbsent, DocumentNotText
from knowledge.ingest import IngestReport, NothingToIngest, ingest
from knowledge.models import DocumentRow, PassageRow
from tests.knowledge.shelf import DISCOUNTS_ZH, MANUAL_EN, MANUAL_ZH, NOW, write


def take(database: Database, *paths: Path, audience: Audience = Audience.INTERNAL) -> IngestReport:
    return ingest(database, None, paths, now=NOW, audience=audience)


def documents(database: Database) -> dict[str, DocumentRow]:
    with database.transaction() as session:
        return {Path(row.source).name: row for row in session.scalars(select(DocumentRow))}


def passages(database: Database) -> dict[str, PassageRow]:
    with database.transaction() as session:
        return {row.section: row for row in session.scalars(select(PassageRow))}


def test_a_folder_is_taken_with_everything_below_it(database: Database, tmp_path: Path) -> None:
    write(tmp_path / "docs", zh=MANUAL_ZH)
    write(tmp_path / "docs" / "deeper", en=MANUAL_EN)
    write(tmp_path / "docs" / ".hidden", secret=DISCOUNTS_ZH)
    (tmp_path / "docs" / "photo.png").write_bytes(b"\x89PNG")
    report = take(database, tmp_path / "docs")
    assert [Path(source).name for source in report.added] == ["en.md", "zh.md"]
    assert (report.generation, report.indexed, report.not_indexed) == (1, False, None)
    stored = documents(database)
    assert stored["zh.md"].products == ["BP-200"]
    assert stored["zh.md"].ingested_at == NOW
    assert {row.document_id for row in passages(database).values()} == {row.id for row in stored.values()}


def test_the_same_files_again_change_nothing(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)
    take(database, folder)
    report = take(database, folder)
    assert len(report.unchanged) == 2
    assert (report.added, report.changed, report.removed, report.generation) == ((), (), (), 1)


def test_a_changed_document_keeps_the_passages_that_say_the_same(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", en=MANUAL_EN)
    take(database, folder)
    before = passages(database)
    write(folder, en=MANUAL_EN.replace("about 300 readings", "about 500 readings"))
    report = take(database, folder)
    after = passages(database)
    assert (len(report.changed), report.generation) == (1, 2)
    assert after["Error codes"].id == before["Error codes"].id
    assert after["Batteries"].id != before["Batteries"].id
    assert "500" in after["Batteries"].text


def test_a_new_title_makes_every_passage_anew(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", en=MANUAL_EN)
    take(database, folder)
    before = {row.id for row in passages(database).values()}
    write(folder, en=MANUAL_EN.replace("title: BP-200", "title: BP-201"))
    take(database, folder)
    assert before.isdisjoint(row.id for row in passages(database).values())


def test_another_audience_keeps_the_passages(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", en=MANUAL_EN)
    take(database, folder)
    before = {row.id for row in passages(database).values()}
    write(folder, en=MANUAL_EN.replace("audience: public", "audience: internal"))
    assert take(database, folder).generation == 2
    assert before == {row.id for row in passages(database).values()}
    assert documents(database)["en.md"].audience is Audience.INTERNAL


def test_sections_that_change_places_keep_their_passages(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", a="---\ntitle: T\n---\n## One\nfirst\n\n## Two\nsecond")
    take(database, folder)
    before = {row.section: row.id for row in passages(database).values()}
    write(folder, a="---\ntitle: T\n---\n## Two\nsecond\n\n## One\nfirst")
    take(database, folder)
    after = passages(database)
    assert {section: row.id for section, row in after.items()} == before
    assert (after["Two"].position, after["One"].position) == (0, 1)


def test_a_document_whose_file_is_gone_from_the_folder_is_removed(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)
    write(tmp_path / "docs-of-others", other=DISCOUNTS_ZH)
    take(database, folder, tmp_path / "docs-of-others")
    (folder / "zh.md").unlink()
    report = take(database, folder)
    assert [Path(source).name for source in report.removed] == ["zh.md"]
    assert set(documents(database)) == {"en.md", "other.md"}
    assert "错误代码" not in passages(database)


def test_a_single_file_removes_no_other(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)
    take(database, folder)
    assert take(database, folder / "en.md").removed == ()
    assert len(documents(database)) == 2


def test_a_moved_file_takes_its_document_along(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path / "old", en=MANUAL_EN))
    before = documents(database)["en.md"].id
    report = take(database, write(tmp_path / "new", moved=MANUAL_EN))
    assert (report.added, len(report.unchanged)) == ((), 1)
    assert documents(database)["moved.md"].id == before


def test_the_same_words_in_two_files_count_once(database: Database, tmp_path: Path) -> None:
    take(database, write(tmp_path / "docs", one=MANUAL_EN, two=MANUAL_EN))
    assert len(documents(database)) == 1
    assert take(database, tmp_path / "docs").generation == 1


def test_an_unfit_file_hinders_no_other_and_removes_nothing(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", zh=MANUAL_ZH, en=MANUAL_EN)
    take(database, folder)
    (folder / "zh.md").write_bytes(b"\xff\xfe\x00b\x00r\x00o\x00k\x00e\x00n")
    write(folder, new=DISCOUNTS_ZH)
    report = take(database, folder)
    assert [(refused.path.name, type(refused.refusal)) for refused in report.refused] == [("zh.md", DocumentNotText)]
    assert [Path(source).name for source in report.added] == ["new.md"]
    assert "zh.md" in documents(database), "what was known of it before still counts"


def test_an_empty_folder_is_refused_rather_than_emptying_the_shelf(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "docs", en=MANUAL_EN)
    take(database, folder)
    (folder / "en.md").unlink()
    with pytest.raises(NothingToIngest):
        take(database, folder)
    assert len(documents(database)) == 1


def test_what_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DocumentAbsent):
        take(database, tmp_path / "nothing")


def test_a_link_out_of_the_folder_is_not_followed(database: Database, tmp_path: Path) -> None:
    write(tmp_path / "private", secret=DISCOUNTS_ZH)
    folder = write(tmp_path / "docs", en=MANUAL_EN)
    (folder / "link.md").symlink_to(tmp_path / "private" / "secret.md")
    (folder / "linked").symlink_to(tmp_path / "private")
    take(database, folder)
    assert set(documents(database)) == {"en.md"}


def test_sources_can_be_named_from_a_folder_above(database: Database, tmp_path: Path) -> None:
    write(tmp_path / "demo" / "en", manual=MANUAL_EN)
    report = ingest(database, None, [tmp_path / "demo"], now=NOW, named_from=tmp_path)
    assert report.added == ("demo/en/manual.md",)
    with pytest.raises(ValueError, match="above"):
        ingest(database, None, [tmp_path], now=NOW, named_from=tmp_path)


def test_two_ingests_at_once_have_a_generation_each(database: Database, tmp_path: Path) -> None:
    folders = [
        write(tmp_path / str(number), a=f"---\ntitle: T{number}\n---\nText {number}.", b=f"Other {number}.")
        for number in range(4)
    ]
    threads = [threading.Thread(target=take, args=(database, folder)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction() as session:
        assert generation_of(session)[0] == 4
        assert len(session.scalars(select(DocumentRow.id)).all()) == 8
