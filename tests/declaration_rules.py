"""Rules of the house about what packages declare of themselves, for pages that only gather it.

tests/test_house_rules.py holds the house against them, as against those of house_rules.
"""

import ast
import re
from collections.abc import Iterator

from tests.house_rules import File

DECLARED_IN = {
    "LogKind": "log_names", "LogVerbs": "log_names", "RecordName": "log_names",
    "TimelineKind": "timeline", "TimelineSource": "timeline", "TimelineEntry": "timeline",
    "WaitingSource": "today", "WaitingItem": "today", "ComingSource": "today", "ComingItem": "today",
    "OverviewSource": "overview", "OverviewPart": "overview", "OverviewQuestion": "overview",
    "GlossaryTerm": "glossary",
}  # fmt: skip
"""What a package says of itself to the log, a person's timeline, Today, a member's first
screen and the glossary: in a file of that name."""

REGISTRIES = {
    "chapter/audit/log_kinds.py", "chapter/people/timeline_sources.py", "chapter/today_sources.py",
    "chapter/overview_sources.py", "chapter/glossary_terms.py",
}  # fmt: skip
GATHERERS = {
    "chapter/office/views/office/log.py", "chapter/office/views/office/today.py",
    "chapter/office/log_access.py", "chapter/office/queries.py", "chapter/records/timeline.py",
    "chapter/portal/views/portal/home.py", "chapter/portal/overview.py",
}  # fmt: skip
KNOWN_TO_GATHERERS = {
    "accounts", "audit", "db", "events", "gateways", "heartbeat", "mail", "office", "overview_sources",
    "people", "plurals", "portal", "settings", "today_sources", "web",
}  # fmt: skip
"""Packages that a page which only gathers may know: those that everybody stands on, and who may enter."""


GATHERING_TEMPLATES = {"chapter/templates/portal/index.html"}
A_HISTORY = re.compile(r"""["'][\w ]+["']: ["']{who} [a-z]""")
OF_A_PACKAGE = re.compile(
    r"""url_for\(\s*["'](?!portal\.)[^"']+|(?:include|from) ["'](?!components/)[^"']+"""
)


def packages_declare_themselves(file: File) -> Iterator[str]:
    """Names for the log, entries of a timeline, rows of Today and parts of a member's first screen are
    declared by the package that has the records, in its own file; the pages only gather them."""
    for name, _ in file.calls():
        wanted = DECLARED_IN.get(name.rpartition(".")[2])
        own = re.fullmatch(rf"chapter/\w+/{wanted}\.py", file.path)
        if wanted and file.path not in REGISTRIES and not own:
            yield f"{name}() stands in {wanted}.py"
    if file.path in GATHERERS:
        known = set(_packages(file))
        yield from (f"only gathers, and knows {one}" for one in sorted(known - KNOWN_TO_GATHERERS))


def histories_are_told_in_log_names(file: File) -> Iterator[str]:
    """Sentences for what happened to a record are declared beside its verbs, in ``log_names.py``."""
    if not file.path.endswith("/log_names.py"):
        yield from (f"tells a history by itself: {found[0]}" for found in A_HISTORY.finditer(file.text))


def gathering_templates_name_no_package(file: File) -> Iterator[str]:
    """The template of a page that only gathers leads to no page of a package by its name, and includes what
    the package declared."""
    if file.path in GATHERING_TEMPLATES:
        yield from (f"only gathers, and names {found[0]}" for found in OF_A_PACKAGE.finditer(file.text))


def _packages(file: File) -> Iterator[str]:
    """The packages of chapter/ that ``file`` imports from."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "chapter":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("chapter."):
            yield str(node.module).split(".")[1]
