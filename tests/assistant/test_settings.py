"""What the environment may say, and what it cannot mean."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import main
from assistant.settings import SettingUnfit, read_settings


@pytest.mark.parametrize("level", ["info", "WARNING", "Error", ""])
def test_how_much_is_logged_may_be_said_in_any_case(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    monkeypatch.setenv("ZHANGGUI_LOG_LEVEL", level)
    assert read_settings().log_level == (level or "error")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ZHANGGUI_LOG_LEVEL", "loud"),
        ("ZHANGGUI_PORT", "99999"),
        ("ZHANGGUI_PORT", "many"),
        ("ZHANGGUI_TURNS_AT_ONCE", "0"),
    ],
)
def test_what_a_setting_cannot_mean_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(SettingUnfit) as refused:
        read_settings()
    assert refused.value.facts == {"setting": setting, "value": value}


def test_a_port_that_is_none_is_refused_before_anything_starts() -> None:
    done = CliRunner().invoke(main, ["serve", "--port", "99999"])
    assert done.exit_code == 2
    assert "65535" in done.output
