"""Counts in words, shared by pages, mails and the log."""

from chapter.plurals import agree

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
    return f"{number(count)} {agree(count, 'seat', 'seats')}"


def places(count: int) -> str:
    """``one place``, ``two places``."""
    return f"{number(count)} {agree(count, 'place', 'places')}"


def ordinal(place: int) -> str:
    """``first`` … ``tenth``, then ``11th``."""
    if 1 <= place <= len(ORDINALS):
        return ORDINALS[place - 1]
    tail = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail}"


def parties(count: int) -> str:
    """``one party``, ``three parties``."""
    return f"{number(count)} {agree(count, 'party', 'parties')}"


def people(count: int) -> str:
    """``one person``, ``seven people``."""
    return f"{number(count)} {agree(count, 'person', 'people')}"
