"""Who cannot be added as a user, and in what no company speaks: said before any database is touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.cli.founding import LanguageUnknown, Wanted, init
from assistant.cli.people import CustomerNeeded, LimitUnfit, NewUser, RoleUnknown, add
from core.errors import Refusal

ANN = NewUser("ann", ["salesperson"], None, "Ann", None, None, None, "0", "a good secret")
ACME = Wanted("阿可么", "Acme", "CNY", "Asia/Shanghai", "fr", "CN", "boss", "a good secret")


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (replace(ANN, language="fr"), LanguageUnknown),
        (replace(ANN, roles=["customer"]), CustomerNeeded),
        (replace(ANN, roles=["king"]), RoleUnknown),
        (replace(ANN, discount_limit="500"), LimitUnfit),
    ],
)
def test_a_user_that_cannot_be_is_refused(wanted: NewUser, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        add(wanted)


def test_a_company_speaks_a_language_that_is_written() -> None:
    with pytest.raises(LanguageUnknown) as refused:
        init(ACME)
    assert refused.value.facts == {"language": "fr", "allowed": ["zh", "en"]}
