"""Words that no page, mail, message or file of ours says (shared: words.md).

tests/test_words.py holds the house against them; ``python -m tests.word_rules chapter/bookings …`` lists
what stands there. Templates are read without their tags; of Python, string constants that people may read:
those with a blank or a capital at their beginning, without docstrings and what is told to programs.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house_rules import ROOT

BRITISH = (
    r"cancell(?:ed|ing)\b", r"colour", r"cheque\b", r"\borganis", r"honour", r"neighbour", r"favourit",
    r"programme\b", r"\bcentre\b", r"licence", r"recognis", r"apologis", r"behaviour", r"\btravell",
    r"grey\b", r"\bwhilst\b", r"\bpractise", r"enrol\b", r"\benquir",
)  # fmt: skip
RIDDLES = (
    r"\be-mail", r"\bwhom\b", r"\bwrite (?:somebody|it|an event) down\b", r"\btake them along\b",
    r"\bas a file\b", r"\bkept apart\b", r"\bset (?:it )?aside\b", r"\bgo on$", r"^leave it$", r"^say it$",
    r"^keep it$", r"^take away$", r"\bnote somebody\b", r"\bslip of the finger\b", r"\bwants? a hand\b",
    r"\bnobody is meant\b", r"\bmay have a slip\b", r"\bdoor is for others\b", r"\bworked off\b",
    r"\bhow we may call you\b", r"\bof late\b", r"\btake as a table\b", r"\btake it along\b",
    r"\bmade over\b", r"\bgiven back\b", r"\bgave back\b", r"\blet go\b", r"\bat rest\b",
)  # fmt: skip
CLOCK = (r"\b(?:1[3-9]|2[0-3]):[0-5]\d\b",)
FORBIDDEN = re.compile("|".join((*BRITISH, *RIDDLES, *CLOCK)), re.IGNORECASE)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
TAG = re.compile(r"<[^<>]*>", re.DOTALL)
ATTRIBUTE = re.compile(r'\b(?:alt|aria-label|title|placeholder|content|data-done)="([^"]*)"')
OF_PROGRAMS = re.compile(
    r"^[a-z0-9_.\-/:%{}#@+=?&\[\]<>()]+$|^(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|ALTER)\b"
)
"""A string without a blank or a capital: an endpoint, a name, a path; or SQL."""


SHOWN_OTHERWISE = {
    "set aside", "cancelled by her", "let go", "let go of tasks of", "kept apart", "no longer kept apart",
    "CANCELLED", "Cancelled",
    "changed cancelled seated offered lapsed unpaid paid_back refunded saved moved_up reminder thanks missed",
}  # fmt: skip
"""Strings that nobody reads: verbs of the log as the database has them (log_names.py has the words), a state
of iCalendar (RFC 5545) and of schema.org, names of kinds of mail."""


def in_template(text: str) -> Iterator[str]:
    """What a template says: its text, the attributes that are heard, and the strings handed to its macros."""
    text = COMMENT.sub(" ", text)
    for block in JINJA.findall(text):
        yield from (found for found in LITERAL.findall(block) if not OF_PROGRAMS.search(found))
    bare = JINJA.sub(" … ", text)
    yield from ATTRIBUTE.findall(bare)
    yield from (part.strip() for part in TAG.sub("\n", bare).split("\n\n"))


def in_python(text: str) -> Iterator[str]:
    """The strings of a module that people may read."""
    tree = ast.parse(text)
    silent = set(_docstrings(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in silent or not isinstance(node.value, str):
            continue
        if node.value not in SHOWN_OTHERWISE and not OF_PROGRAMS.search(node.value):
            yield node.value


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        for child in (
            getattr(node, "body", None) or () if not isinstance(node, ast.IfExp | ast.Lambda) else ()
        ):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                yield child.value


def words_in(path: Path) -> Iterator[str]:
    """What a file says to people."""
    text = path.read_text()
    return in_python(text) if path.suffix == ".py" else in_template(text)


def faults(paths: list[Path]) -> list[str]:
    """``file: the forbidden word, in its sentence`` for each that stands in files below ``paths``."""
    found = []
    for path in paths:
        for words in words_in(path):
            for hit in FORBIDDEN.finditer(words):
                around = " ".join(words[max(0, hit.start() - 30) : hit.end() + 30].split())
                found.append(f"{path.relative_to(ROOT)}: {hit[0]!r} in {around!r}")
    return found


def files(*below: str) -> list[Path]:
    """The templates and modules below these folders of the house."""
    suffixes = {".py", ".html", ".txt", ".typ"}
    found: set[Path] = set()
    for folder in below:
        start = ROOT / folder
        found |= (
            {start} if start.is_file() else {path for path in start.rglob("*") if path.suffix in suffixes}
        )
    return sorted(path for path in found if "static" not in path.parts)


if __name__ == "__main__":
    for line in faults(files(*(sys.argv[1:] or ["chapter"]))):
        print(line)  # noqa: T201 - a command's answer
