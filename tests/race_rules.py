"""Rules of the house about what tests start beside themselves: acts at one moment, and applications.

tests/test_house_rules.py holds the tests against them.
"""

import ast
from collections.abc import Iterator

from tests.house_rules import File

STARTERS = {"Barrier", "Thread", "ThreadPoolExecutor"}
THREADS = {
    "tests/races.py": "starts them for everybody",
    "tests/fault_proxy.py": "a server that lives until it is told to end",
    "tests/stripe_stand_in/test_keeping_its_word.py": "a site that hears webhooks until all ends",
}
"""Who starts threads by itself, and why."""


def races_are_run_in_one_place(file: File) -> Iterator[str]:
    """Acts at one moment are started by tests/races.py; the proofs run processes of their own."""
    if file.path in THREADS or file.path.startswith("tests/proof/"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"threading", "concurrent.futures"}:
            found = {alias.name for alias in node.names}
        else:
            found = {node.attr} if isinstance(node, ast.Attribute) else set()
        yield from (f"starts threads by itself: {name}" for name in sorted(found & STARTERS))


APPLICATIONS = {
    "tests/further_applications.py": "makes them for everybody, and closes their connections",
    "tests/conftest.py": "makes the one that lives as long as the run",
}
"""Who calls ``create_app``, and why."""


def applications_are_let_go_of(file: File) -> Iterator[str]:
    """A test makes an application by tests/further_applications.py: its connections are closed after the
    block. The proofs run processes of their own."""
    if file.path in APPLICATIONS or file.path.startswith("tests/proof/"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "chapter":
            found = "create_app" in {alias.name for alias in node.names}
        else:
            found = isinstance(node, ast.Attribute) and node.attr == "create_app"
        if found:
            yield "makes an application that nobody lets go of"
