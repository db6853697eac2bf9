"""Rules about forms that are sent and links that are opened."""

import ast
import re
from collections.abc import Iterator

from tests.house_rules import File

TRIED_BY_HAND = {
    "chapter/authentication/views/portal/reauthentication.py": "a late answer of a passkey is a failed proof",
    "chapter/givers/views/office/gift.py": "the form begins anew, and names who thanked meanwhile",
    "chapter/office/views/office/mails.py": "what was refused decides which page follows",
    "chapter/checkin/views/door/phones.py": "a phone is answered in JSON",
    "chapter/hours/views/office/people.py": "a search is asked by GET, from the address",
}
"""Views that look at a form or a refusal themselves, and why."""


def views_try_rules_by_one_way(file: File) -> Iterator[str]:
    """``form.trying`` and ``pressed`` (forms/submission.py) check a form and show the refusal; a notice
    with a button to undo is ``flash_done``."""
    if "views" not in file.path.split("/"):
        return
    for node in ast.walk(file.tree):
        caught = ast.unparse(node.type) if isinstance(node, ast.ExceptHandler) and node.type else ""
        if re.search(r"\bRefused\b", caught) and file.path not in TRIED_BY_HAND:
            yield f"catches a refusal itself: except {caught}"
    for name, call in file.calls():
        if name.endswith(".validate_on_submit") and file.path not in TRIED_BY_HAND:
            yield f"checks a form itself: {name}()"
        if name == "flash" and call.args and isinstance(call.args[0], ast.Dict):
            yield "makes a notice with a button itself: flash({…})"


TOKEN_READERS = {
    "chapter/security/signed_links.py", "chapter/bookings/booking_links.py",
}  # fmt: skip
"""Who takes a token apart: the loader; and bookings, where one record has links of two kinds."""


def tokens_open_records_in_one_place(file: File) -> Iterator[str]:
    """The record behind a token is found by ``signed_links.record_by_token`` or ``record_or_404``."""
    for name, _ in file.calls():
        if name.rpartition(".")[2] in {"verify_token", "public_id_from"} and file.path not in TOKEN_READERS:
            yield f"takes a token apart: {name}()"
