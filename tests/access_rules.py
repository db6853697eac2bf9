"""Rules of the house about who is asking, and how an address answers.

tests/test_house_rules.py holds the house against them, as against those of house_rules.
"""

import re
from collections.abc import Iterator

from tests.house_rules import File

OF_FLASK_LOGIN = {
    "chapter/web/access.py", "chapter/accounts/viewer.py", "chapter/authentication/sessions.py",
}  # fmt: skip
"""Who imports Flask-Login: the name current_user with its type, for the packages below accounts and for those
above, and the sessions by which it finds people."""

SECOND_WAYS = re.compile(
    r"\b(?:current_viewer|(?:fresh_)?login_required|login_fresh)\b|\bviewer = current_user$", re.M
)
SECOND_NAME = re.compile(r"\{[{%][^{}]*?(?<![\w.\"'])viewer\b")


def who_asks_is_current_user(file: File) -> Iterator[str]:
    """One name for whoever looks at a page, and ``@allow`` as the one declaration of who may."""
    yield from (f"a second way: {found[0]}" for found in SECOND_WAYS.finditer(file.text))
    if file.path not in OF_FLASK_LOGIN and re.search(r"^(?:from|import) flask_login\b", file.text, re.M):
        yield "imports flask_login: chapter.accounts.viewer has current_user"


def templates_ask_current_user(file: File) -> Iterator[str]:
    """Templates have the same name for them."""
    yield from (f"a second name: {found[0]}" for found in SECOND_NAME.finditer(file.text))


def who_may_not_is_told_by_access(file: File) -> Iterator[str]:
    """What a route answers with is declared by ``@allow(…, answer=…)``; nobody reads it off the request."""
    if file.path != "chapter/web/answers.py" and re.search(
        r"request\.(?:is_json|accept_mimetypes|headers(?:\.get\(|\[)[\"']Accept[\"'])", file.text
    ):
        yield "reads off the request what to answer with: web/answers.py knows"
