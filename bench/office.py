"""What the office's first screen costs."""

from bench.load import ask, burst
from bench.rsvp import hidden_fields
from bench.stack import Stack
from bench.table import Row

PASSWORD = "give-something-nice"  # noqa: S105 - the sample chapter's, known to all


def rows(chapter: Stack) -> list[Row]:
    """The first screen, signed in as the managing director."""
    page = ask(chapter, "GET", "/signin")
    cookie = _cookie(page.headers["Set-Cookie"])
    fields = hidden_fields(page.body) | {"email": "director@chapter.test", "password": PASSWORD}
    signed_in = ask(chapter, "POST", "/signin", fields, Cookie=cookie)
    cookie = _cookie(signed_in.headers["Set-Cookie"])
    cost = burst(chapter, 100, lambda _number: ask(chapter, "GET", "/office/", Cookie=cookie), 200)
    detail = f"sample chapter; median {cost.median_ms:.1f} ms"
    return [
        Row("Office first screen", round(cost.cpu_ms, 1), "ms CPU", "at most 60", cost.cpu_ms <= 60, detail)
    ]


def _cookie(line: str | None) -> str:
    return (line or "").partition(";")[0]
