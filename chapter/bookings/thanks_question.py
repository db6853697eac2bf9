"""What packages above ask in the one mail of the next morning, beside how it was. They register it at
assembly.

The mail promises that no second one comes: whoever has a question for those who came asks it here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import Flask, current_app

from chapter.events.models import Event


@dataclass(frozen=True)
class Question:
    """``words`` are those of its link, which ``maker`` makes at sending (mail.placeholders), ``after`` a
    sentence below it. ``of`` says whom of these bookings it is for."""

    words: str
    after: str
    maker: str
    of: Callable[[Event, Collection[int]], set[int]]


def register(app: Flask, question: Question) -> None:
    """Ask ``question`` in the mail of thanks. There is one: raises ValueError for a second."""
    if "events.also_asked" in app.extensions:
        raise ValueError("The mail of thanks asks one question more, and not two.")
    app.extensions["events.also_asked"] = question


def question_for(event: Event, rsvp_ids: Collection[int]) -> tuple[Question | None, set[int]]:
    """The question, and the bookings for which it is."""
    known: Question | None = current_app.extensions.get("events.also_asked")
    return known, known.of(event, rsvp_ids) if known is not None else set()
