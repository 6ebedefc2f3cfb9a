"""A sample of talks that is spread over languages and kinds as the set is, and the same for the same seed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from assistant.evaluation.talks import Talk


def stratified(talks: Sequence[Talk], size: int, *, seed: int) -> tuple[Talk, ...]:
    """So many talks, each language and kind with its share (largest remainders), drawn by the seed, in mixed order."""
    drawn = random.Random(seed)
    groups: dict[tuple[str, str], list[Talk]] = defaultdict(list)
    for talk in sorted(talks, key=lambda one: one.id):
        groups[talk.language, talk.kind.value].append(talk)
    size = min(size, len(talks))
    exact = {key: len(group) * size / len(talks) for key, group in groups.items()}
    wanted = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (wanted[key] - exact[key], key))
    for key in by_remainder[: size - sum(wanted.values())]:
        wanted[key] += 1
    chosen = [talk for key in sorted(groups) for talk in drawn.sample(groups[key], wanted[key])]
    drawn.shuffle(chosen)
    return tuple(chosen)
