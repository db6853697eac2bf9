"""The rule of the house about acts at one moment. tests/test_house_rules.py holds the tests against it."""

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
