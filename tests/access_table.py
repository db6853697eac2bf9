"""Reads tests/access.txt: who may open what."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.seed.chapter import KINDS

WITHOUT_A_ROLE = "whoever holds no role"
PATH = Path(__file__).with_name("access.txt")
LINE = re.compile(
    r"(?P<method>[A-Z]+)\s+(?P<rule>/\S*)(?:\s+of (?P<record>[^|]+?))?\s*"
    r"\|(?P<may>[^|]*)(?:\|(?P<hidden>.*))?"
)
SIGNED_IN = frozenset(KINDS) - {"stranger"}
GROUPS = {
    "everyone": frozenset(KINDS),
    "signed in": SIGNED_IN,
    "staff": frozenset({"events", "volunteers", "treasurer", "comms", "director"}),
}


@dataclass(frozen=True)
class Line:
    """One line of the table: a route, called for one record."""

    method: str
    rule: str
    record: str
    may: frozenset[str]
    hidden: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}" + (f" of {self.record}" if self.record else "")

    def outcome(self, kind: str) -> str:
        """What this kind of viewer should see: open, hidden (404), sign in, or forbidden (403)."""
        if kind in self.may:
            return "open"
        if kind in self.hidden:
            return "hidden"
        return "sign in" if kind == "stranger" else "forbidden"

    @property
    def best(self) -> str:
        """Who gets furthest: a managing director where she may, else the last who may; leaving for good, who
        holds no role."""
        if self.record == WITHOUT_A_ROLE:
            return "newcomer"
        return "director" if "director" in self.may else max(self.may or KINDS, key=KINDS.index)

    def address(self, arguments: dict[str, str]) -> str:
        """The address, with the arguments of a record put in."""
        return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: arguments[found[1]], self.rule)


def read(text: str) -> list[Line]:
    """Every line. ValueError for one that says nothing that is known."""
    return [_line(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _line(text: str) -> Line:
    found = LINE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a line of the table: {text}")
    may = _kinds(found["may"], set())
    return Line(
        found["method"], found["rule"], found["record"] or "", may, _kinds(found["hidden"] or "", may)
    )


def _kinds(words: str, may: set[str] | frozenset[str]) -> frozenset[str]:
    words = words.strip()
    if words == "others":
        return frozenset(KINDS) - may
    if words in GROUPS:
        return GROUPS[words]
    named = frozenset[str]().union(*(GROUPS.get(word, {word}) for word in words.split()))
    if not named <= set(KINDS):
        raise ValueError(f"no such viewers: {sorted(named - set(KINDS))}")
    return named


TABLE = read(PATH.read_text())
PAGES = [line for line in TABLE if line.method == "GET" and line.may]
PRESSES = [line for line in TABLE if line.method != "GET" and line.may]


def once_each(lines: list[Line]) -> list[Line]:
    """One line for each route."""
    return list({(line.method, line.rule): line for line in reversed(lines)}.values())[::-1]
