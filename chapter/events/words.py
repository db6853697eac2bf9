"""Sentences about events and seats that stand in pages, mails and the log alike."""

from datetime import datetime

from chapter.events.models import Event

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def number(count: int) -> str:
    """A count in words up to twelve, in digits beyond."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def seats(count: int) -> str:
    """``one seat``, ``two seats``."""
    return f"{number(count)} {'seat' if count == 1 else 'seats'}"


def places(count: int) -> str:
    """``one place``, ``two places``."""
    return f"{number(count)} {'place' if count == 1 else 'places'}"


def are_yours(count: int) -> str:
    """``One seat is yours``, ``Two seats are yours``."""
    return f"{seats(count).capitalize()} {'is' if count == 1 else 'are'} yours"


def ordinal(place: int) -> str:
    """``first`` … ``tenth``, then ``11th``."""
    if 1 <= place <= len(ORDINALS):
        return ORDINALS[place - 1]
    tail = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail}"


def in_line(place: int, size: int) -> str:
    """``For a party of two you are third in line.``"""
    return f"For a party of {number(size)} you are {ordinal(place)} in line."


def clock_time(moment: datetime, event: Event) -> str:
    """The time of day at the event's place, such as ``18:04``."""
    return f"{moment.astimezone(event.zone_info):%H:%M}"


def why_seated(event: Event, free: int | None, size: int, place: int, now: datetime) -> str:
    """Why a waiting party was seated, in one sentence that names nobody else.

    ``free`` is how many places were free at that moment, ``place`` where the party stood in line.
    """
    if free is None:
        return f"There is no limit of seats any more since {clock_time(now, event)}, so nobody has to wait."
    came = f"{places(free).capitalize()} came free at {clock_time(now, event)}"
    if place == 1:
        return f"{came}; you were first in line with a party of {number(size)}."
    return f"{came}; yours was the first party in line that fits, with {number(size)}."
