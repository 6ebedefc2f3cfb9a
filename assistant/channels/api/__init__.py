"""The HTTP application: its factory, the REST API under /api/v1, health, and a page that documents the API."""

from assistant.channels.api.application import create_api

__all__ = ["create_api"]
