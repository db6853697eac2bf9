"""Rules about templates: lines that can be read, and words that filters make."""

import ast
import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

from tests.house_rules import File

LONGEST_LINE = 120
PLURAL_BY_HAND = re.compile(r"[!=]=\s*1\s+else\b")
BY_HAND = re.compile(r"\bstrftime\b|\.astimezone\(|\{:,\}")
OF_JINJA = r"\{\{.*?\}\}|\{%.*?%\}"
CELL = re.compile(rf"<td\b(?P<tag>(?:[^>{{]|{OF_JINJA})*)>(?P<inside>.*?)</td>", re.DOTALL)
FACT = re.compile(r"<dd\b[^>]*>(?P<inside>.*?)</dd>", re.DOTALL)
AS_RENDERED = Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=True)


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


def cells_that_may_be_empty_are_empty(file: File) -> Iterator[str]:
    """On a phone, a cell stands on a line of its own behind its label, and an empty one is left out
    (``td:empty`` in table.css), which a cell with a blank in it is not."""
    for found in CELL.finditer(file.text):
        if "data-label" in found["tag"] and _is_blank_at_an_end(found["inside"]):
            number = file.text.count("\n", 0, found.start()) + 1
            yield f"line {number}: a cell without words of its own begins or ends with a blank"


def facts_begin_and_end_with_words(file: File) -> Iterator[str]:
    """What stands in a ``dd`` keeps its lines (``white-space: pre-line`` in facts.css), ours too."""
    for found in FACT.finditer(file.text):
        said = "".join(part or "x" for part in _words(found["inside"]))
        if said != said.strip():
            number = file.text.count("\n", 0, found.start()) + 1
            yield f"line {number}: a fact begins or ends with a blank, which shows as an empty line"


def _is_blank_at_an_end(inside: str) -> bool:
    words = _words(inside)
    if not words or any(said and not said.isspace() for said in words):
        return False
    return words[0] is not None or words[-1] is not None


def _words(inside: str) -> list[str | None]:
    """What a part of a template says by itself, as it is rendered; None for each value and condition."""
    parts: list[nodes.Node] = []
    for node in AS_RENDERED.parse(inside).body:
        parts += node.nodes if isinstance(node, nodes.Output) else [node]
    return [part.data if isinstance(part, nodes.TemplateData) else None for part in parts]


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
