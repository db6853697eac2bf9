"""The glossary of CONTRIBUTING.md names every table there is, and none that there is not."""

import re

from chapter.db import Model
from tests.house_rules import ROOT


def tables_named(text: str) -> set[str]:
    """What the last column of the glossary names."""
    glossary = text.partition("## Glossary")[2]
    cells = [line.rstrip(" |").rpartition("|")[2] for line in glossary.splitlines() if line.startswith("| ")]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_table_has_its_word() -> None:
    named = tables_named((ROOT / "CONTRIBUTING.md").read_text())
    assert named ^ set(Model.metadata.tables) == set()


def test_a_table_that_was_forgotten_is_seen() -> None:
    rows = ["| hello | `no` table | `first`, `last` |", "| tie | two | |"]
    text = "\n".join(["| `a` | `b` |", "## Glossary", "| Word | Meaning | Table |", *rows])
    assert tables_named(text) == {"first", "last"}
