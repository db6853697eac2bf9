"""The rule that ``chapter/broadcasts`` alone queues mails to many, and whoever mails a few at once."""

import ast
from collections.abc import Iterator

from tests.house_rules import File

QUEUES = {"mail.queue", "mail.queue_many"}
LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LEADS = "the few of the office who lead it, about what needs them"
MAILS_TO_SOME: dict[str, dict[str, str]] = {
    "chapter/events/rules/staff.py": {"erase": LEADS, "_notify_of_free_post": LEADS},
    "chapter/events_office/rules/changes.py": {"_tell_of_guests": LEADS},
    "chapter/givers/rules/cards.py": {
        "send_cards": "each to an address that a giver typed: its limit counts"
    },
    "chapter/payments/rules/fulfillment.py": {"apply_payment": LEADS, "_notify_treasurers": LEADS},
    "chapter/records/rules.py": {"_tell": LEADS},
    "chapter/shifts/rules/clearance_checks.py": {
        "_tell": "one mail to each who lost places, in the same act"
    },
    "chapter/shifts/rules/invitations.py": {
        "ask_skilled": "at most five, each an invitation with its limits"
    },
    "chapter/shifts/rules/substitutes.py": {"_tell_lead": LEADS},
    "chapter/small_jobs/rules/assignments.py": {
        "_tell": "those who lost a slot of one event, in the same act"
    },
    "chapter/staffing/rules/clearance_expiry.py": {"warn_keepers": LEADS},
}
"""Rules that mail a few at once, each with the reason why it is no broadcast."""


def mails_to_many_are_broadcasts(file: File) -> Iterator[str]:
    """``chapter/broadcasts`` alone queues mails to many: a package says whom they concern and what they say
    (BroadcastKind). Elsewhere nothing queues in a loop, nor calls in one what queues in the same file."""
    if not file.path.startswith("chapter/") or file.path.startswith(("chapter/broadcasts/", "chapter/mail/")):
        return
    queueing = {
        function.name for function in file.functions() if QUEUES & {name for name, _ in _calls(function)}
    }
    allowed = MAILS_TO_SOME.get(file.path, {})
    for function in file.functions():
        looped = {name for loop in ast.walk(function) if isinstance(loop, LOOPS) for name, _ in _calls(loop)}
        at_once = {name for name, _ in _calls(function) if name.endswith("queue_many")}
        if (looped & (QUEUES | queueing) or at_once) and function.name not in allowed:
            yield f"{function.name}() mails many by itself"
    yield from (f"{name}() mails nobody in a loop any more" for name in allowed if name not in _names(file))


def _calls(block: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call inside, with the name that it calls."""
    for node in ast.walk(block):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _names(file: File) -> set[str]:
    return {function.name for function in file.functions()}
