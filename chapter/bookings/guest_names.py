"""The names of a party's guests: one for each guest, in order, none of them ever lost.

A list may hold "" for a guest whose name is unknown. It may hold more names than there are seats, after seats
were given back and nobody said who stays: then all of them are saved.
"""

import re
from collections.abc import Sequence

LONGEST = 500
"""The most characters in one field: a name, or all names where a form has one field for all."""

TITLES = frozenset(
    (
        *("md", "phd", "edd", "psyd", "pharmd", "jd", "dds", "dmd", "dvm", "rn", "np", "cpa", "mba", "mph"),
        *("mfa", "msw", "lcsw", "esq", "jr", "sr", "ii", "iii", "iv"),
    )
)
"""Titles that may follow a name and a comma, without their periods."""

AN_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,4}\.\s?){2,}")


def names_from_form(sent: Sequence[str], guests: int) -> list[str]:
    """The names that a form sent for so many ``guests``: one value for each of them, in their order.

    A form that knows one field for all sends one value. Line breaks and semicolons split it. Commas do only
    where they leave exactly one name for each guest, a title (M.D., Jr.) going with the name before it;
    otherwise the value is one name: rather two names in one than one that is cut.
    """
    return without_empty_end(split_names(sent[0], guests) if len(sent) == 1 else sent)


def split_names(value: str, guests: int) -> list[str]:
    """The names in a single ``value``, for so many ``guests``: see `names_from_form`."""
    for mark in ("\n", ";"):
        if mark in value:
            return [name.strip() for name in value.split(mark)]
    pieces: list[str] = []
    for piece in filter(None, (one.strip() for one in value.split(","))):
        if pieces and _is_title(piece):
            pieces[-1] = f"{pieces[-1]}, {piece}"
        else:
            pieces.append(piece)
    return pieces if len(pieces) == guests else [value.strip()]


def without_empty_end(names: Sequence[str]) -> list[str]:
    """``names`` without the empty ones at the end."""
    kept = list(names)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def known_names(names: Sequence[str]) -> list[str]:
    """The names that are not empty."""
    return [name for name in names if name]


def names_for_guests(names: Sequence[str], guests: int) -> list[str]:
    """The names of a party that has so many ``guests`` now: each keeps their position while the list fits;
    otherwise the known names move up. All known names are kept, even more than guests; with no guests, none
    is."""
    kept = without_empty_end(names) if guests > 0 else []
    return kept if len(kept) <= guests else known_names(kept)


def name_of_each_guest(names: Sequence[str], guests: int) -> list[str]:
    """The name of each guest in order, "" for one who is unknown. Names beyond the number of guests are
    joined to the last: "Ruth or Thuy"."""
    kept = names_for_guests(names, guests)
    if guests < 1:
        return []
    last = " or ".join(kept[guests - 1 :])
    return [*kept[: guests - 1], *filter(None, [last])]


def names_in_one_line(names: Sequence[str]) -> str:
    """All known names in one unambiguous line: separated by semicolons where one of them has a comma."""
    known = known_names(names)
    return ("; " if any("," in name for name in known) else ", ").join(known)


def _is_title(piece: str) -> bool:
    return piece.replace(".", "").casefold() in TITLES or AN_ABBREVIATION.fullmatch(piece) is not None
