"""A filter of people that reads as a sentence: “Current members in Logan Square who attended no events
this year”."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from chapter.people.name_matching import normalized

WHO = {
    "": "Everyone",
    "member": "Members",
    "current": "Current members",
    "grace": "Members in the grace period",
    "lapsed": "Lapsed members",
    "applied": "Applicants",
    "never": "People who were never members",
    "staff": "Staff",
    "resigned": "People who resigned",
    "suspended": "Suspended people",
    "deceased": "People who died",
}
CAME = {
    "": "attended or not",
    "something": "attended an event",
    "often": "attended three or more events",
    "nothing": "attended no events",
}
WHEN = {"year": "this year", "last": "last year", "days": "in the last 90 days", "ever": "at any time"}
ORDER = {"": "by name", "newest": "newest first"}
CHOICES = {"who": WHO, "came": CAME, "when": WHEN, "order": ORDER}
LONGEST, LONGEST_QUERY = 200, 1_000
LATELY = timedelta(days=90)
OFTEN = 3


@dataclass(frozen=True)
class Filter:
    """The criteria. Empty means any. ``level`` is a slug, ``near`` and ``tag`` are keys."""

    q: str = ""
    who: str = ""
    level: str = ""
    near: str = ""
    tag: str = ""
    came: str = ""
    when: str = "year"
    order: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The query parameters of the filter, without defaults."""
        plain = asdict(Filter())
        found = {name: value for name, value in asdict(self).items() if value != plain[name]}
        return found if self.came else {name: value for name, value in found.items() if name != "when"}

    @property
    def narrow(self) -> bool:
        """Whether the filter leaves anybody out."""
        return bool(self.query.keys() - {"order"})

    def in_words(self, levels: Mapping[str, str], places: Mapping[str, str], tags: Mapping[str, str]) -> str:
        """The filter as a sentence. ``levels``, ``places`` and ``tags`` give the words for each slug or
        key."""
        parts = [WHO[self.who]]
        if self.level:
            parts.append(f"at {levels.get(self.level, self.level)}")
        if self.near:
            parts.append(f"in {places.get(self.near, self.near)}")
        if self.tag:
            parts.append(f"tagged “{tags.get(self.tag, self.tag)}”")
        if self.q:
            parts.append(f"with “{self.q}” in the name, email, or organization")
        if self.came:
            parts.append(f"who {CAME[self.came]} {WHEN[self.when]}")
        return " ".join(parts)


def parse(sent: Mapping[str, str]) -> Filter:
    """The filter in the query parameters; invalid ones are left out."""
    given = {field.name: " ".join(sent.get(field.name, "").split())[:LONGEST] for field in fields(Filter)}
    given["near"] = normalized(given["near"])
    known = {name: value for name, value in given.items() if value in CHOICES.get(name, {value})}
    return Filter(**{name: value for name, value in known.items() if value and "\0" not in value})


def parse_query(wanted: str) -> Filter:
    """The filter in a query string, as saved lists keep it."""
    return parse(dict(parse_qsl(wanted[:LONGEST_QUERY])))


def period(when: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of the period that ``when``, a key of WHEN, means, in the chapter's time zone."""
    year = now.astimezone(zone).year
    if when == "year":
        return _new_year(year, zone), now
    if when == "last":
        return _new_year(year - 1, zone), _new_year(year, zone)
    return (now - LATELY if when == "days" else datetime.min.replace(year=1900, tzinfo=now.tzinfo)), now


def _new_year(year: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(date(year, 1, 1), time(), zone)
