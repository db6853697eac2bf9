"""A question that packages above add to the one mail of the next morning, beside how it was. They register it
at assembly.

The mail promises that no second one follows: a question for those who came belongs here.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import Flask, current_app

from chapter.events.models import Event


@dataclass(frozen=True)
class Question:
    """``words`` are the link's text, ``maker`` the placeholder that makes the link at sending
    (mail.placeholders), ``after`` a sentence below it. ``of`` returns which of these bookings it is for."""

    words: str
    after: str
    maker: str
    of: Callable[[Event, Collection[int]], set[int]]


def register(app: Flask, question: Question) -> None:
    """Ask ``question`` in the thanks mail. Raises ValueError when one is registered already."""
    if "events.also_asked" in app.extensions:
        raise ValueError("The thank-you email asks one more question, not two.")
    app.extensions["events.also_asked"] = question


def question_for(event: Event, rsvp_ids: Collection[int]) -> tuple[Question | None, set[int]]:
    """The registered question, and the ids of the bookings that it is for."""
    known: Question | None = current_app.extensions.get("events.also_asked")
    return known, known.of(event, rsvp_ids) if known is not None else set()
