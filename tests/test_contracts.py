"""The contracts that list packages name every package: a new one is not left out of a list unseen."""

import configparser
from collections.abc import Iterator
from pathlib import Path

from tests.house_rules import ROOT

LAYERS_INSIDE = {"views", "tasks", "forms", "rules", "emails", "queries", "models"}
ONE_LAYER_EACH = {
    "exports": "rules that views alone ask", "web": "pages in general",
}  # fmt: skip
"""Packages without layers to keep apart, with the reason."""

KNOWN_TO_PRIVACY = {
    "accounts": "who signs in", "people": "who the subject is", "mail": "the link, and what was mailed",
    "audit": "the log is redacted",
}  # fmt: skip
"""What privacy may know beside what lies below all of them, with the reason."""

BELOW_PEOPLE = {"media", "settings", "security", "web", "heartbeat"}


def contract(name: str) -> configparser.SectionProxy:
    """One contract of .importlinter."""
    found = configparser.ConfigParser()
    found.read(ROOT / ".importlinter")
    return found[f"importlinter:contract:{name}"]


def parts_of(package: Path) -> set[str]:
    """Which layers of a package there are, as files or folders."""
    return {one.stem for one in package.iterdir() if one.stem in LAYERS_INSIDE}


def left_out(wanted: set[str], listed: set[str], reasons: set[str]) -> Iterator[str]:
    """The ``wanted`` packages that stand in no list, and the names in a list that no package has."""
    yield from sorted(wanted - listed - reasons)
    yield from sorted((listed | reasons) - {*packages()})


def packages() -> dict[str, Path]:
    """Every package of the program, by its name."""
    return {one.parent.name: one.parent for one in (ROOT / "chapter").glob("*/__init__.py")}


def names(text: str) -> set[str]:
    """The packages that a contract lists."""
    return {line.removeprefix("chapter.") for line in text.split()}


def test_every_package_with_layers_keeps_them() -> None:
    layered = {name for name, path in packages().items() if len(parts_of(path)) > 1}
    assert [*left_out(layered, names(contract("packages")["containers"]), {*ONE_LAYER_EACH})] == []


def test_privacy_knows_no_package_that_declares_its_tables() -> None:
    declaring = {name for name, path in packages().items() if (path / "personal_data.py").exists()}
    forbidden = names(contract("privacy")["forbidden_modules"])
    assert [*left_out(declaring, forbidden, {*KNOWN_TO_PRIVACY, *BELOW_PEOPLE})] == []


def test_a_package_that_no_list_names_is_seen() -> None:
    assert [*left_out({"events", "shifts"}, {"events"}, set())] == ["shifts"]
    assert [*left_out({"events"}, {"events", "gone"}, set())] == ["gone"]
