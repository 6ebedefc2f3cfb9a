"""Who sees which customer, what a colleague's customer shows, and how a new one comes to be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.customers.commands import CustomerExists
from core.customers.models import CustomerKind
from core.customers.scope import CustomerOfColleague
from core.errors import Refusal
from core.events import EventRecord
from core.names import NameAmbiguous, NameMissing, NameUnknown
from core.operations import InvalidArgument, MissingArgument, OperationNotAllowed
from tests.company import Company


def seen(company: Company, login: str, arguments: dict[str, Any] | None = None) -> dict[str, bool]:
    """Names of the customers a user finds, and whether each is in scope."""
    page = company.ask(login, "find_customers", arguments)
    return {row.name_zh: row.in_scope for row in page.customers}


def test_a_salesperson_sees_own_and_team_s_customers_and_that_others_exist(company: Company) -> None:
    assert seen(company, "sales") == {"仁和诊所": True, "华东医院": True, "成都宏达医疗": False}
    assert seen(company, "sales2") == {"成都宏达医疗": True, "仁和诊所": False, "华东医院": False}


def test_a_colleague_s_customer_shows_its_name_and_owner_and_nothing_more(company: Company) -> None:
    row = next(row for row in company.ask("sales", "find_customers").customers if not row.in_scope)
    assert (row.name_zh, row.name_en, row.owner) == ("成都宏达医疗", "Hongda Medical", "sales2")
    assert (row.code, row.kind, row.region_zh, row.region_en) == ("", None, "", "")


@pytest.mark.parametrize("login", ["manager", "support", "accountant", "admin"])
def test_those_who_serve_everybody_see_everybody(company: Company, login: str) -> None:
    assert all(seen(company, login).values())


@pytest.mark.parametrize("login", ["hr", "buyer", "warehouse", "renhe", "visitor"])
def test_others_may_not_ask(company: Company, login: str) -> None:
    with pytest.raises(OperationNotAllowed):
        company.ask(login, "find_customers")


def test_customers_are_found_by_part_of_a_name_and_by_region(company: Company) -> None:
    assert list(seen(company, "sales", {"text": "renhe"})) == ["仁和诊所"]
    assert list(seen(company, "manager", {"region": "西南"})) == ["成都宏达医疗"]
    assert company.ask("manager", "find_customers", {"text": "没有"}).count == 0


@pytest.mark.parametrize("arguments", [{"region": "西南"}, {"text": "C-0003"}, {"text": "0003", "region": "西南"}])
def test_neither_a_region_nor_a_code_tells_of_a_colleague_s_customer(
    company: Company, arguments: dict[str, str]
) -> None:
    assert company.ask("sales", "find_customers", arguments).count == 0
    assert seen(company, "sales2", arguments) == {"成都宏达医疗": True}
    assert seen(company, "sales", {"text": "宏达"}) == {"成都宏达医疗": False}


def test_candidates_of_a_colleague_have_no_code(company: Company) -> None:
    clinic = {"name": "宏达诊所", "kind": "clinic", "region": "华东"}
    own_code = company.run("sales", "create_customer", clinic).document.number
    with pytest.raises(NameAmbiguous) as several:
        company.ask("sales", "get_customer", {"customer": "宏达"})
    with pytest.raises(NameUnknown) as misspelt:
        company.ask("sales", "get_customer", {"customer": "成都宏大医疗"})
    with pytest.raises(NameUnknown) as own:
        company.ask("sales2", "get_customer", {"customer": "成都宏大医疗"})
    assert {choice.value for choice in several.value.choices} == {own_code, "成都宏达医疗"}
    assert [choice.value for choice in misspelt.value.choices] == ["成都宏达医疗"]
    assert [choice.value for choice in own.value.choices] == ["C-0003"]


def test_one_s_own_customer_is_told_whole(company: Company) -> None:
    company.run("sales", "add_contact", {"customer": "仁和诊所", "name": "方晓雯", "phone": "138-0000-0002"})
    found = company.ask("sales", "get_customer", {"customer": "Renhe Clinic"})
    assert (found.code, found.owner, found.region_en) == ("C-0001", "sales", "East China")
    assert [(one.name, one.phone) for one in found.contacts] == [("方晓雯", "138-0000-0002")]


@pytest.mark.parametrize("written", ["成都宏达医疗", "C-0003", "Hongda"])
def test_a_colleague_s_customer_is_refused_with_its_owner(company: Company, written: str) -> None:
    with pytest.raises(CustomerOfColleague) as refused:
        company.ask("sales", "get_customer", {"customer": written})
    assert refused.value.facts == {"customer_zh": "成都宏达医疗", "customer_en": "Hongda Medical", "owner": "sales2"}


def test_to_a_customer_the_others_do_not_exist(company: Company) -> None:
    with pytest.raises(NameUnknown) as refused:
        company.ask("renhe", "find_orders", {"customer": "华东医院"})
    assert refused.value.choices == ()
    assert company.ask("renhe", "find_orders", {"customer": "仁和诊所"}).count == 0


def test_a_new_customer_belongs_to_who_added_it_and_is_found_at_once(company: Company) -> None:
    arguments = {"name": "海屿门诊部", "name_en": "Haiyu Clinic", "region": "华东", "kind": "clinic"}
    made = company.run("sales", "create_customer", arguments)
    assert (made.owner, made.kind, made.region) == ("sales", CustomerKind.CLINIC, "EAST")
    assert company.ask("sales", "get_customer", {"customer": "haiyu"}).code == made.code
    event = company.session.scalars(select(EventRecord).where(EventRecord.kind == "customer.created")).one()
    assert event.facts == {"code": made.code}


def test_the_number_is_no_part_of_what_is_agreed(company: Company) -> None:
    made = company.run("sales", "create_customer", {"name": "海屿门诊部", "region": "华东"})
    assert made.terms()["name_zh"] == "海屿门诊部"
    assert "code" not in made.terms()


def test_two_customers_of_a_like_name_are_asked_back(company: Company) -> None:
    company.run("sales", "create_customer", {"name": "仁和大药房", "region": "华东"})
    with pytest.raises(NameAmbiguous) as refused:
        company.ask("sales", "get_customer", {"customer": "仁和"})
    assert [choice.name_zh for choice in refused.value.choices] == ["仁和诊所", "仁和大药房"]


@pytest.mark.parametrize(
    ("login", "arguments", "refusal"),
    [
        ("sales", {"name": "仁和诊所", "region": "华东"}, CustomerExists),
        ("sales", {"name": "！！", "region": "华东"}, NameMissing),
        ("sales", {"name": "   ", "region": "华东"}, NameMissing),
        ("sales", {"name": "新客户", "region": "火星"}, NameUnknown),
        ("sales", {"name": "新客户"}, MissingArgument),
        ("sales", {"name": "新客户", "region": "华东", "kind": "宠物店"}, InvalidArgument),
        ("sales", {"name": "新客户", "region": "华东", "payment_terms_days": -5}, InvalidArgument),
        ("sales", {"name": "新客户", "region": "华东", "payment_terms_days": 99_999_999_999}, InvalidArgument),
        ("support", {"name": "新客户", "region": "华东"}, OperationNotAllowed),
    ],
)
def test_a_customer_that_cannot_be_is_refused(
    company: Company, login: str, arguments: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        company.run(login, "create_customer", arguments)


def test_a_name_of_blanks_is_none_and_an_address_has_an_end(company: Company) -> None:
    made = company.run(
        "sales", "create_customer", {"name": "新  客户", "name_en": "  ", "region": "华东", "address": "长" * 9_000}
    )
    assert (made.name_zh, made.name_en, len(made.address)) == ("新 客户", "新 客户", 200)


def test_contacts_are_added_to_customers_one_may_see(company: Company) -> None:
    with pytest.raises(CustomerOfColleague):
        company.run("sales", "add_contact", {"customer": "C-0003", "name": "邓凯"})
    with pytest.raises(NameMissing):
        company.run("sales", "add_contact", {"customer": "C-0001", "name": " "})
    added = company.run(
        "manager", "add_contact", {"customer": "C-0003", "name": "邓凯", "email": "deng.kai@example.com"}
    )
    assert (added.customer_zh, added.name, added.email) == ("成都宏达医疗", "邓凯", "deng.kai@example.com")
