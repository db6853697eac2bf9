"""CONTRIBUTING's recipe works as written: its files are made and its commands run, in a copy of the house."""

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house_rules import ROOT

LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "instance",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
)
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+) *(?P<path>\S*)\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S
)
ANY_REST = "…"
INSTALLED = ("installed", "checks")
"""What make touches when nothing is left to install."""


@dataclass(frozen=True)
class Step:
    """A block: a file (``python``, ``html``), lines for one (``diff``), or commands (``sh``)."""

    kind: str
    path: str
    text: str


def recipe() -> str:
    """The chapter of CONTRIBUTING that is followed."""
    return (ROOT / "CONTRIBUTING.md").read_text().partition("## A recipe")[2].partition("\n## ")[0]


def steps(text: str) -> Iterator[Step]:
    """Every block, in its order."""
    for found in FENCE.finditer(text):
        yield Step(found["kind"], found["path"], textwrap.dedent(found["text"]))


def added(standing: str, lines: str) -> str:
    """``standing`` with the lines marked ``+`` below each line that the one before them names. AssertionError
    for a line that does not stand there."""
    wanted = lines.splitlines()
    for at, line in enumerate(wanted):
        if line.startswith("+") or not line:
            continue
        more = []
        for following in wanted[at + 1 :]:
            if not following.startswith("+"):
                break
            more.append(following[1:])
        standing = _below(standing, line[1:], more)
    return standing


def _below(standing: str, anchor: str, more: list[str]) -> str:
    start = anchor.removesuffix(ANY_REST)
    is_it = str.startswith if anchor.endswith(ANY_REST) else str.__eq__
    lines: list[str] = []
    for line in standing.splitlines():
        lines += [line, *more] if is_it(line, start) else [line]
    assert len(lines) > len(standing.splitlines()), f"no line is {anchor!r}"
    return "\n".join(lines) + "\n"


def follow(step: Step, house: Path) -> None:
    """Do what a block says, in a copy of the house. AssertionError with what a command said when it fails."""
    if step.kind == "sh":
        for command in step.text.splitlines():
            done = subprocess.run(  # noqa: S602 - our own recipe
                command,
                shell=True,
                cwd=house,
                capture_output=True,
                text=True,
                check=False,
                env=_environment(),
            )
            assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return
    path = house / step.path
    if step.kind == "diff":
        path.write_text(added(path.read_text(), step.text))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(step.text)
    if step.path.startswith("tests/"):
        (path.parent / "__init__.py").touch()


def _environment() -> dict[str, str]:
    """Without what tells a test that it runs within another's run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house, on the same virtual environment, which lacks nothing."""
    copy = tmp_path / "house"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    (copy / ".venv").mkdir()
    for one in (ROOT / ".venv").iterdir():
        if one.name not in INSTALLED:
            (copy / ".venv" / one.name).symlink_to(one)
    for mark in INSTALLED:
        (copy / ".venv" / mark).touch()
    return copy


@pytest.mark.proof
@pytest.mark.sqlite
def test_a_feature_is_added_as_the_recipe_says_and_its_guards_pass(house: Path) -> None:
    followed = list(steps(recipe()))
    for step in followed:
        follow(step, house)
    assert {step.kind for step in followed} == {"python", "html", "diff", "sh"}
    (made,) = (house / "migrations" / "versions").glob("*_bring_list.py")
    assert "op.create_table" in made.read_text()
    assert "sa.DateTime(timezone=True)" in made.read_text()


PLACES = (
    "__init__", "models", "rules", "queries", "forms", "views", "templates", "personal_data", "log_names",
    "timeline", "today", "overview", "emails", "broadcasts", "placeholders", "navigation", "tabs",
    "record_redirects",
    "frees=", ".importlinter", "migrations/versions", "tests/features", "tests/access.txt", "tests/edits.txt",
    "tests/privacy/data_json.txt", "tests/logged_acts.py", "sample/", "CHANGELOG", "docs/decisions",
    "glossary", "schedule.py", "snapshot", "tests/e2e", "throttle", "tests/races.py",
)  # fmt: skip
"""Where a feature may have to be named."""


@pytest.mark.parametrize("place", PLACES)
def test_the_recipe_names_every_place(place: str) -> None:
    assert place in recipe()


def test_a_line_that_does_not_stand_there_is_seen() -> None:
    assert added("a\nb\n", " a\n+c\n") == "a\nc\nb\n"
    assert added("a: 1\nb\n", " a: …\n+c\n") == "a: 1\nc\nb\n"
    with pytest.raises(AssertionError, match="no line"):
        added("a\n", " b\n+c\n")


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="false"):
        follow(Step("sh", "", "false\n"), tmp_path)
