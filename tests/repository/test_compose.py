"""docker-compose.yml against the Compose schema, and what the schema cannot see."""

from __future__ import annotations

import importlib.resources
import json
from typing import Any

import jsonschema
import pytest
import yaml

from tests.repository.tree import ROOT


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def test_it_is_valid_by_the_schema_of_compose(compose: dict[str, Any]) -> None:
    vendored = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(compose, json.loads(vendored.read_text(encoding="utf-8")))


def test_each_of_the_four_services_has_a_health_check(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"app", "worker", "postgres", "chroma"}
    assert all(service["healthcheck"]["test"] for service in compose["services"].values())


def test_whatever_must_survive_is_in_a_named_volume(compose: dict[str, Any]) -> None:
    mounted = {name: service["volumes"] for name, service in compose["services"].items()}
    assert {mount.split(":")[0] for mounts in mounted.values() for mount in mounts} == set(compose["volumes"])


def test_only_the_app_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"app": ["127.0.0.1:8000:8000"]}


def test_the_database_is_migrated_by_its_owner_before_the_app_serves(compose: dict[str, Any]) -> None:
    app = compose["services"]["app"]
    assert app["command"][-1].startswith("zhanggui migrate && exec zhanggui serve")
    assert app["environment"]["DATABASE_URL"] != app["environment"]["DATABASE_ADMIN_URL"]
    assert compose["services"]["worker"]["depends_on"]["app"]["condition"] == "service_healthy"


def test_the_chroma_server_is_the_version_the_client_is_tested_with(compose: dict[str, Any]) -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    version = compose["services"]["chroma"]["image"].rsplit(":", 1)[1]
    assert f"chromadb=={version}" in pins


def test_no_password_is_written_in_the_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        secrets = [value for name, value in service.get("environment", {}).items() if "PASSWORD" in name]
        assert all(secret.startswith("${") for secret in secrets)
