"""What a person may write as DATABASE_URL, and what of it is never shown again."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from core.database.address import parse_address
from core.database.refusals import DatabaseUrlInvalid


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://keeper:s3cret@books.example:5433/shop",
        "postgres://keeper:s3cret@books.example:5433/shop",
        "postgresql+psycopg://keeper:s3cret@books.example:5433/shop",
        "host=books.example port=5433 dbname=shop user=keeper password=s3cret",
        "  postgresql://keeper:s3cret@books.example:5433/shop\n",
    ],
)
def test_every_usual_way_to_write_an_address_means_the_same(url: str) -> None:
    address = parse_address(url, setting="DATABASE_URL")
    assert (address.host, address.database, address.user) == ("books.example:5433", "shop", "keeper")
    known = conninfo_to_dict(address.conninfo)
    assert (known["password"], known["connect_timeout"]) == ("s3cret", "5")


def test_an_address_shows_no_password_when_printed() -> None:
    assert "s3cret" not in repr(parse_address("postgresql://keeper:s3cret@books.example/shop", setting="DATABASE_URL"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "shop",
        "mysql://keeper:s3cret@books.example/shop",
        "postgresql://",
        "postgresql://keeper:s3cret@books.example:port/shop",
        "postgresql://keeper:s3cret@books.example/shop?nonsense=1",
        "postgresql://keeper:s3@cret@books.example/shop",
        "postgresql://keeper:s3/cret@books.example/shop",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_by_its_setting_alone(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as refused:
        parse_address(url, setting="DATABASE_URL")
    assert refused.value.facts == {"setting": "DATABASE_URL"}
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_session_counts_in_utc_and_a_persons_own_options_are_kept() -> None:
    address = parse_address("postgresql://books.example/shop?options=-c%20search_path%3Dledger", setting="DATABASE_URL")
    limited = address.on("-c lock_timeout=5s")
    assert conninfo_to_dict(limited.conninfo)["options"] == "-c timezone=UTC -c search_path=ledger -c lock_timeout=5s"
    assert "lock_timeout" not in address.conninfo


def test_what_a_person_sets_goes_before_what_we_would_have_set() -> None:
    address = parse_address("postgresql://books.example/shop?connect_timeout=30", setting="DATABASE_URL")
    assert conninfo_to_dict(address.conninfo)["connect_timeout"] == "30"
