"""Settings: everything that is chosen by the environment, read once at the edge and passed on as one value.

Nothing else in the product reads settings from the environment, but for the terminal's log, which begins before
anything can be refused: here its level is only checked. What each setting does is in docs/guides.
"""

from __future__ import annotations

import hashlib
import os
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.database import DatabaseConfig
from core.errors import Invalid

ROOT_HOMES = Path("/var/lib/zhanggui")


class SettingUnfit(Invalid):
    """A setting cannot mean what it says. Facts: setting (its name), value."""


class Settings(BaseSettings):
    """What the environment says. An empty variable counts as none."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True)

    home: Path = Field(default_factory=lambda: default_home(), validation_alias="ZHANGGUI_HOME")
    cache: Path | None = Field(default=None, validation_alias="ZHANGGUI_CACHE")
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    database_admin_url: str | None = Field(default=None, validation_alias="DATABASE_ADMIN_URL")
    chroma_url: str | None = Field(default=None, validation_alias="CHROMA_URL")
    model_url: str | None = Field(default=None, validation_alias="ZHANGGUI_MODEL_URL")
    model_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("ZHANGGUI_MODEL_KEY", "OPENAI_API_KEY")
    )
    model_name: str | None = Field(default=None, validation_alias="ZHANGGUI_MODEL_NAME")
    model_deadline_s: float = Field(default=8.0, ge=1, le=100, validation_alias="ZHANGGUI_MODEL_DEADLINE_S")
    model_tools_max: int = Field(default=20, ge=4, le=200, validation_alias="ZHANGGUI_MODEL_TOOLS_MAX")
    model_fast_path: Literal["off", "reads", "on"] = Field(default="reads", validation_alias="ZHANGGUI_MODEL_FAST_PATH")
    model_price_prompt: Decimal = Field(default=Decimal(0), ge=0, validation_alias="ZHANGGUI_MODEL_PRICE_PROMPT")
    model_price_completion: Decimal = Field(
        default=Decimal(0), ge=0, validation_alias="ZHANGGUI_MODEL_PRICE_COMPLETION"
    )
    model_price_currency: str = Field(
        default="USD", pattern="^[A-Z]{3}$", validation_alias="ZHANGGUI_MODEL_PRICE_CURRENCY"
    )
    model_tokens_answer: int = Field(default=2000, ge=50, validation_alias="ZHANGGUI_MODEL_TOKENS_ANSWER")
    model_tokens_turn: int | None = Field(default=None, ge=1, validation_alias="ZHANGGUI_MODEL_TOKENS_TURN")
    model_tokens_conversation: int | None = Field(
        default=None, ge=1, validation_alias="ZHANGGUI_MODEL_TOKENS_CONVERSATION"
    )
    model_tokens_user_day: int | None = Field(default=None, ge=1, validation_alias="ZHANGGUI_MODEL_TOKENS_USER_DAY")
    model_tokens_day: int | None = Field(default=None, ge=1, validation_alias="ZHANGGUI_MODEL_TOKENS_DAY")
    model_cost_day: Decimal | None = Field(default=None, ge=0, validation_alias="ZHANGGUI_MODEL_COST_DAY")
    embedding_url: str | None = Field(default=None, validation_alias="ZHANGGUI_EMBEDDING_URL")
    embedding_key: SecretStr | None = Field(default=None, validation_alias="ZHANGGUI_EMBEDDING_KEY")
    embedding_name: str = Field(default="text-embedding-3-small", validation_alias="ZHANGGUI_EMBEDDING_NAME")
    telegram_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_url: str | None = Field(default=None, validation_alias="TELEGRAM_BASE_URL")
    host: str = Field(default="127.0.0.1", validation_alias="ZHANGGUI_HOST")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="ZHANGGUI_PORT")
    turns_at_once: int = Field(default=8, ge=1, le=64, validation_alias="ZHANGGUI_TURNS_AT_ONCE")
    log_level: str = Field(
        default="error", pattern="(?i)^(debug|info|warning|error)$", validation_alias="ZHANGGUI_LOG_LEVEL"
    )

    @property
    def learned(self) -> Path:
        """Where the built-in planner keeps what it learned from its phrases: the same for every company."""
        return self.cache or self.home / "cache"

    @property
    def database(self) -> DatabaseConfig:
        """Where the database is."""
        return DatabaseConfig(home=self.home, url=self.database_url, admin_url=self.database_admin_url)


def read_settings() -> Settings:
    """The settings of this process's environment; refuses `SettingUnfit`."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingUnfit(setting=str(first["loc"][0]), value=str(first.get("input"))[:80]) from error


def default_home() -> Path:
    """`./.zhanggui`; for root, whose folders the database server's account may not enter, one of its own."""
    here = Path.cwd()
    if os.geteuid() != 0:
        return here / ".zhanggui"
    return ROOT_HOMES / hashlib.sha256(str(here).encode()).hexdigest()[:12]
