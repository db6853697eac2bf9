"""docs/decisions/: a file for each decision, numbered without gaps; what replaces another says so in both."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "decisions"
NAMED = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
HEAD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\n- Date: (?P<date>\d{4}-\d\d-\d\d)\n- Status: (?P<status>.+)\n"
)
RELATION = re.compile(r"^- (Replaces|Amends|Replaced by|Amended by): (.+)$", re.MULTILINE)
LINK = re.compile(r"\[(\d+)\]\(([^)]+)\)")
ROW = re.compile(r"^\| \[(\d+)\]\(([^)]+)\) \| (\d{4}-\d\d-\d\d) \| (.+?)( \(replaced\))? \|$", re.MULTILINE)
BACK = {"Replaces": "Replaced by", "Replaced by": "Replaces", "Amends": "Amended by", "Amended by": "Amends"}


@dataclass(frozen=True)
class Decision:
    """A file as it was read: ``relations`` are (what it says, the number of the other)."""

    file: str
    number: int
    title: str
    date: str
    status: str
    relations: tuple[tuple[str, int], ...]


def read(file: str, text: str) -> Decision:
    """Raises ValueError where the head is none of a decision, or a link names another number."""
    head = HEAD.match(text)
    if head is None or NAMED.fullmatch(file) is None:
        raise ValueError(f"{file}: not the head of a decision")
    relations = []
    for said, links in RELATION.findall(text):
        for number, target in LINK.findall(links):
            if not target.startswith(f"{int(number):04d}-"):
                raise ValueError(f"{file}: [{number}] leads to {target}")
            relations.append((said, int(number)))
    return Decision(file, int(head["number"]), head["title"], head["date"], head["status"], tuple(relations))


def faults(decisions: list[Decision], index: str) -> list[str]:
    """What is wrong with them, in sentences; empty when all is in order."""
    known = {one.number: one for one in decisions}
    found = [f"{one.file} is number {one.number}" for one in decisions if int(one.file[:4]) != one.number]
    if sorted(known) != list(range(1, len(decisions) + 1)):
        found.append("the numbers have a gap or one of them twice")
    for one in decisions:
        replaced = any(said == "Replaced by" for said, _ in one.relations)
        if one.status != ("replaced" if replaced else "in force"):
            found.append(f"{one.file}: its status says {one.status}")
        for said, number in one.relations:
            other = known.get(number)
            if other is None or (BACK[said], one.number) not in other.relations:
                found.append(f"{one.file}: {said} {number}, which does not say so")
    rows = [(int(n), file, date, title, bool(gone)) for n, file, date, title, gone in ROW.findall(index)]
    wanted = [
        (one.number, one.file, one.date, one.title, one.status == "replaced")
        for one in sorted(decisions, key=lambda one: one.number)
    ]
    found += [
        f"README.md: the row of {file} is missing or differs" for _, file, *_ in set(wanted) - set(rows)
    ]
    if not found and rows != wanted:
        found.append("README.md: its rows are not in order, or there are too many")
    return found


def all_decisions() -> list[Decision]:
    return [read(path.name, path.read_text()) for path in FOLDER.glob("*.md") if path.name != "README.md"]


def test_the_decisions_are_in_order() -> None:
    assert faults(all_decisions(), (FOLDER / "README.md").read_text()) == []


OLD = "# 1. Rows\n\n- Date: 2026-11-23\n- Status: {status}\n{by}\nWords.\n"
NEW = "# 2. Files\n\n- Date: 2026-11-24\n- Status: in force\n- Replaces: [1](0001-rows.md)\n\nWords.\n"
BY = "- Replaced by: [2](0002-files.md)\n"
INDEX = "| [1](0001-rows.md) | 2026-11-23 | Rows (replaced) |\n| [2](0002-files.md) | 2026-11-24 | Files |\n"


def two(status: str = "replaced", by: str = BY, new: str = NEW) -> list[Decision]:
    return [read("0001-rows.md", OLD.format(status=status, by=by)), read("0002-files.md", new)]


def test_two_that_name_each_other_are_in_order() -> None:
    assert faults(two(), INDEX) == []


@pytest.mark.parametrize(
    ("decisions", "index", "fault"),
    [
        (two(status="in force"), INDEX, "its status says in force"),
        (two(by=""), INDEX, "Replaces 1, which does not say so"),
        (two()[:1], INDEX, "Replaced by 2, which does not say so"),
        (two(new=NEW.replace("# 2.", "# 3.")), INDEX, "gap"),
        (two(), INDEX.replace("Files", "Folders"), "0002-files.md is missing or differs"),
        (two(), INDEX.replace(" (replaced)", ""), "0001-rows.md is missing or differs"),
        (two(), "".join(reversed(INDEX.splitlines(keepends=True))), "not in order"),
    ],
)
def test_what_is_out_of_order_is_found(decisions: list[Decision], index: str, fault: str) -> None:
    assert any(fault in one for one in faults(decisions, index))


@pytest.mark.parametrize("text", ["Words.\n", NEW.replace("(0001-rows.md)", "(0003-rows.md)")])
def test_a_file_that_is_no_decision_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"0002-files\.md"):
        read("0002-files.md", text)
