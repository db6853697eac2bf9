"""Rules about templates: lines that can be read, and words that filters make."""

import ast
import re
from collections.abc import Iterator

from tests.house_rules import File

LONGEST_LINE = 120
PLURAL_BY_HAND = re.compile(r"[!=]=\s*1\s+else\b")
BY_HAND = re.compile(r"\bstrftime\b|\.astimezone\(|\{:,\}")


def lines_of_templates_are_short(file: File) -> Iterator[str]:
    """120 columns: a page is read as it is built, one element a line."""
    for number, line in _lines(file):
        if len(line) > LONGEST_LINE:
            yield f"line {number} has {len(line)} columns"


def templates_leave_plurals_to_filters(file: File) -> Iterator[str]:
    """``| plural("seat", "seats")`` gives the number as well, ``| agree("is", "are")`` the word alone."""
    yield from (f"makes a plural by hand: {found[0]}" for found in PLURAL_BY_HAND.finditer(file.text))


def templates_leave_times_and_figures_to_filters(file: File) -> Iterator[str]:
    """``| time_in(zone)``, ``| machine_start``, ``| figure`` and their like (chapter/web/filters.py)."""
    yield from (f"formats by hand: {found[0]}" for found in BY_HAND.finditer(file.text))


def words_leave_plurals_to_one_place(file: File) -> Iterator[str]:
    """What is one thing for 1 and another for several is ``plurals.plural`` or ``plurals.agree``."""
    if file.path == "chapter/plurals.py":
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.IfExp) and isinstance(node.test, ast.Compare):
            of_one = re.search(r" (==|!=) 1$", ast.unparse(node.test))
            if of_one and _is_text(node.body) and _is_text(node.orelse):
                yield f"makes a plural by hand: {ast.unparse(node)}"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _lines(file: File) -> Iterator[tuple[int, str]]:
    yield from enumerate(file.text.split("\n"), 1)
