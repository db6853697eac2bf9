"""What lay ahead of somebody and was let go by one act about them, as whoever leads it is told."""

from dataclasses import dataclass

SEAT, SHIFT, POST, PAIR, TASK = "seat", "shift", "post", "pair", "task"


@dataclass(frozen=True)
class Release:
    """``words``: one line for whoever leads it: the people of ``leads``, or else those of the office who hold
    ``role``. ``many``: how many of its ``kind`` it counts as. ``stays``: it is theirs still, and only
    told."""

    kind: str
    words: str
    leads: frozenset[int] = frozenset()
    role: str = ""
    many: int = 1
    stays: bool = False
