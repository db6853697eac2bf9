"""What ticks a level's requirements by itself. Packages above register what they can count, at assembly."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

Count = Callable[[Collection[int], datetime, datetime], Mapping[int, int]]
"""How many each of these people has in the time from one moment until before another, by person id."""


@dataclass(frozen=True)
class Counter:
    """``name`` is stored in the database; ``words`` say what is counted, such as "events attended"; ``how``
    tells a member how it is met, in a sentence."""

    name: str
    words: str
    count: Count
    how: str


def register(app: Flask, counter: Counter) -> None:
    """Let levels ask for what ``counter`` counts."""
    app.extensions.setdefault("counters", {})[counter.name] = counter


def registered_counters() -> dict[str, Counter]:
    """Every counter of this chapter, by name."""
    counters: dict[str, Counter] = current_app.extensions["counters"]
    return counters
