"""Rules of the house about who may make or change what several packages use.

tests/test_ownership.py holds the house against them, and each against a counter-example.
"""

import ast
from collections.abc import Iterator

from chapter.mail.consents import PURPOSES
from tests.house_rules import File

PAIRS = {"Tie", "Block", "DoNotPair"}


def pairs_are_made_by_people(file: File) -> Iterator[str]:
    """Ties, blocks and do-not-pair are made by the rules of people alone, so that whatever brings people
    together (hellos, introductions) has one answer to who may be, and nobody else is told."""
    if file.path.startswith("chapter/people/"):
        return
    for name, _ in file.calls():
        if name.rpartition(".")[2] in PAIRS:
            yield f"makes a {name}() by itself"


CONSENTS = "chapter/mail/consents.py"
ASKING = {"record_consent", "record_choices", "agrees", "latest_choices", "declare", "ConsentPurpose"}
SAID = {purpose.name for purpose in PURPOSES.values()}
WORDS = {words for one in PURPOSES.values() for words in (one.sentence, *one.wordings.values())}


def consents_are_declared_in_mail(file: File) -> Iterator[str]:
    """What readers are asked to agree to, and its name, stand in chapter/mail/consents.py alone: a form takes
    the words from there, a rule and a kind of mail the purpose."""
    if file.path == CONSENTS:
        return
    yield from (f"writes what a consent says: {words}" for words in sorted(WORDS) if words in file.text)
    for name, call in file.calls():
        last = name.rpartition(".")[2]
        if last == "ConsentPurpose":
            yield "declares a purpose elsewhere"
        elif last in ASKING:
            purposes = [] if last == "declare" else call.args[1:]
            purposes += [one.value for one in call.keywords if one.arg in {"consent", "purpose"}]
            yield from (f"names a purpose by itself: {one}" for one in _texts(purposes) if one in SAID)
    for node in ast.walk(file.tree):
        for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
            if key is not None and list(_texts([key])) == ["purpose"] and SAID & set(_texts([value])):
                yield f"names a purpose by itself: {ast.unparse(value)}"


DECISION = {"approved_at", "approved_by", "declined_by", "declined_why"}
"""Columns of `moderation.models.Moderated`. ``declined_at`` is also what invitations have, which their guest
answers."""


def decisions_are_made_by_moderation(file: File) -> Iterator[str]:
    """What waits to be approved is `Moderated`, and chapter/moderation alone approves or declines it: no
    other record has columns of its own for that, and nobody sets these."""
    if file.path.startswith("chapter/moderation/"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in DECISION:
            if "Mapped[" in ast.unparse(node.annotation):
                yield f"declares a decision of its own: {ast.unparse(node.target)}"
        elif isinstance(node, ast.Assign):
            for one in ast.walk(ast.Tuple(node.targets)):
                if isinstance(one, ast.Attribute) and one.attr in DECISION and isinstance(one.ctx, ast.Store):
                    yield f"decides by itself: {ast.unparse(one)}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".values"):
            yield from (f"decides by itself: {one.arg}" for one in node.keywords if one.arg in DECISION)


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value
