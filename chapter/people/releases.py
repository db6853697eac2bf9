"""Things that somebody had ahead and that were released when they died, were suspended or resigned, as
reported to whoever leads each."""

from dataclasses import dataclass

SEAT, SHIFT, POST, PAIR, TASK = "seat", "shift", "post", "pair", "task"


@dataclass(frozen=True)
class Release:
    """``words``: one line for the people of ``leads``, or else those of the office who hold ``role``.
    ``many``: how many of its ``kind`` it counts as. ``stays``: it was not released, and is only reported."""

    kind: str
    words: str
    leads: frozenset[int] = frozenset()
    role: str = ""
    many: int = 1
    stays: bool = False
