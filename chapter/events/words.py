"""Sentences about events and seats that stand in pages, mails and the log alike."""

from datetime import datetime

from chapter.events.models import Event, Rsvp

NEWS = "Write to me when something new is on. Every such mail has a link that ends them."
"""What a guest agrees to when she ticks the box; kept word for word with her consent."""

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


def parties(count: int) -> str:
    """``one party``, ``three parties``."""
    return f"{number(count)} {'party' if count == 1 else 'parties'}"


def people(count: int) -> str:
    """``one person``, ``seven people``."""
    return f"{number(count)} {'person' if count == 1 else 'people'}"


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


def first_name(name: str) -> str:
    """What may stand on a public page of somebody who allowed it: the first word of her name."""
    return name.split(" ")[0]


def all_taken(capacity: int) -> str:
    """``All 48 seats are taken.``"""
    if capacity < 1:
        return "There are no seats yet."
    return "The one seat is taken." if capacity == 1 else f"All {capacity:,} seats are taken."


def seats_free(free: int, capacity: int) -> str:
    """``17 of 48 seats are free.``"""
    return f"{free:,} of {capacity:,} seats {'is' if free == 1 else 'are'} free."


def would_wait(waiting_parties: int) -> str:
    """``You would be third in line.``, for whoever comes now."""
    return f"You would be {ordinal(waiting_parties + 1)} in line."


def who_waits(waiting_parties: int, waiting_people: int) -> str:
    """``Three parties, seven people, wait now.``"""
    if not waiting_parties:
        return "Nobody waits yet."
    verb = "waits" if waiting_parties == 1 else "wait"
    return f"{parties(waiting_parties).capitalize()}, {people(waiting_people)}, {verb} now."


def kept_for(days: int) -> str:
    """``a year``, ``90 days``: how long a guest's words are kept after the event."""
    return {365: "a year", 366: "a year", 730: "two years"}.get(days, f"{number(days)} days")


def changed_to(rsvp: Rsvp) -> str:
    """What stands on the page after a party has changed."""
    if rsvp.going:
        return f"{are_yours(rsvp.size)} now. The e-mail is on its way."
    return f"Your party is {number(rsvp.size)} now. You keep your place in line."
