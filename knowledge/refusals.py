"""What can keep the knowledge base from answering at all, as facts. Refusals of a document live beside its reading."""

from __future__ import annotations

from core.errors import Unavailable


class IndexUnavailable(Unavailable):
    """No index is open here, or it does not answer. Facts: reason (in English, for the log)."""
