"""What the program logs: the verbs that its code names, and, while tests run, every entry that is written.

Each entry must be of a kind and a verb that a package declares (chapter/audit/log_kinds.py), and its values
must read as words: an id, a list of lists or a rule in a computer's words needs a field that says how.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any

from flask import has_app_context
from sqlalchemy import event

from chapter.audit import Entry, Values, log_kinds
from tests.house_rules import File

RECORDERS = {"audit.record", "audit.record_change", "audit.record_each", "log.record", "log.record_each"}
PASSED_ON = {"log_and_mail": 1, "_log": 0, "hold_for_year": 2}
"""Functions that hand a verb on to the log: which argument it is."""

CHOSEN: dict[str, dict[str, set[str]]] = {
    "chapter/applications/rules/decisions.py": {"decision": {"approved", "declined"}},
    "chapter/authentication/rules/second_factor.py": {"verb": set()},
    "chapter/broadcasts/rules/holds.py": {"verb": set()},
    "chapter/checkin/broadcasts.py": {"self.verb": {"reminded", "thanked", "missed"}},
    "chapter/checkin/rules/seats.py": {"verb": {"seated at the door", "as booked again"}},
    "chapter/checkin/rules/shifts.py": {"words.VERBS[move.kind]": {"checked in", "checked out", "took back"}},
    "chapter/exports/rules.py": {"VERB": {"exported"}},
    "chapter/membership/rules/departures.py": {"kind": {"resigned", "suspended", "deceased"}},
    "chapter/membership/rules/terms.py": {"TERM_VERBS[term.why]": {"began", "renewed", "began anew"}},
    "chapter/moderation/rules.py": {
        "act.verb": {
            "showed on the wall", "took from the wall", "let wait for the wall", "approved hours",
            "declined hours",
        },
        "kind.approved.verb": set(),
    },
    "chapter/office/rules/mails.py": {
        "verb": {
            "sent after a silence", "discarded", "sent again", "sent to the corrected address",
        }
    },
    "chapter/people/rules/notes.py": {"verb": set()},
    "chapter/people/rules/profiles.py": {"verb": {"set her photo", "took her photo away"}},
    "chapter/bookings/rules/waitlist.py": {"verb": {"seated"}},
    "chapter/shifts/rules/cancellations.py": {"verb": set()},
    "sample/build.py": {"BUILT": {"built sample chapter"}},
}  # fmt: skip
"""Verbs that a file computes: the expression, and what it can be. Empty: each caller names one."""

COMPUTER_WORDS = re.compile(r"(^|_)(id|ids|rrule|cents)$")
found: list[str] = []
"""What was logged without being declared, since ``forget()``."""


def verbs_in(file: File) -> Iterator[str]:
    """The verbs that ``file`` logs. Raises LookupError for one that it computes and CHOSEN does not name."""
    for called, call in file.calls():
        last = called.rpartition(".")[2]
        if called in RECORDERS:
            yield from _values(file, call.args[0])
        elif last in PASSED_ON and isinstance(call.args[PASSED_ON[last]], ast.Constant):
            yield from _values(file, call.args[PASSED_ON[last]])
        for keyword in call.keywords:
            if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant):
                yield str(keyword.value.value)


def _values(file: File, verb: ast.expr) -> Iterator[str]:
    if isinstance(verb, ast.Constant):
        yield str(verb.value)
    elif isinstance(verb, ast.IfExp):
        yield from _values(file, verb.body)
        yield from _values(file, verb.orelse)
    else:
        chosen = CHOSEN.get(file.path, {})
        if ast.unparse(verb) not in chosen:
            raise LookupError(f"{file.path}: what can {ast.unparse(verb)} be? Name it in {__name__}.CHOSEN")
        yield from chosen[ast.unparse(verb)]


def watch() -> None:
    """Look at every entry from now on, and at its values."""
    event.listen(Entry, "init", _entry)
    event.listen(Entry.values, "set", _set)


def forget() -> None:
    """Begin anew, for the next test."""
    found.clear()


def _entry(_entry: Entry, _args: Any, told: dict[str, Any]) -> None:
    kind, verb = told["record_kind"], told["verb"]
    if has_app_context() and not log_kinds.is_declared(kind, verb):
        found.append(f"nobody declares what “{verb}” of {kind} means")


def _set(entry: Entry, values: Values, *_more: Any) -> None:
    for told in (values.before, values.after):
        found.extend(
            f"{entry.record_kind}.{name} does not read as words: {value!r}"
            for name, value in told.items()
            if has_app_context() and not reads_as_words(entry.record_kind, name, value)
        )


def reads_as_words(kind: str, name: str, value: Any) -> bool:
    """Whether the log can show the value as a person reads it."""
    field = log_kinds.field_of(kind, name)
    if field.hidden or field.shows is not None or field.refers is not None or value is None:
        return True
    if isinstance(value, list):
        return all(isinstance(one, str | int) for one in value)
    return isinstance(value, str | int) and (name.endswith("_cents") or not COMPUTER_WORDS.search(name))
