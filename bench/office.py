"""What the office costs, and the first screen of a member: in a small chapter, and with 100,000 people."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bench import sign_in
from bench.load import Cost, Reply, ask, burst
from bench.processes import HERE, Stack
from bench.results import Row
from bench.rsvp import hidden_fields
from tests.databases import for_a_proof

MANY, REQUESTS = 100_000, 60
MOST_OFFICE, MOST_PORTAL, MOST_FILE = 60.0, 30.0, 5000.0
LISTS = {
    "everybody": "/office/people/",
    "who came to nothing": "/office/people/?who=current&near=Logan+Square&came=nothing",
    "a part of a name": "/office/people/?q=maz",
}


def rows(chapter: Stack) -> list[Row]:
    """The first screen, signed in as the managing director."""
    return [_screen(chapter, "Office first screen", "/office/", sign_in.director(chapter), MOST_OFFICE)]


def among_many() -> Iterator[Row]:
    """The same among 100,000 people, with the lists of people, the file, and a member's own first screen."""
    with for_a_proof("sqlite") as address:
        settings = {
            "CHAPTER_ENV": "test", "DATABASE_URL": address, "SECRET_KEY": secrets.token_hex(32),
            "ENCRYPTION_KEY": secrets.token_hex(32), "BASE_URL": "http://127.0.0.1:5000",
        }  # fmt: skip
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "build", "--people", str(MANY)]
        subprocess.run(command, cwd=HERE, env={**os.environ, **settings}, check=True)  # noqa: S603 - ours
        with Stack("wsgi:app", settings) as chapter:
            her = sign_in.signed_in(chapter, "member@chapter.test")
            yield _screen(chapter, f"Portal first screen, {MANY:,} people", "/me/", her, MOST_PORTAL)
            cookie = sign_in.director(chapter)
            yield _screen(chapter, f"Office first screen, {MANY:,} people", "/office/", cookie, MOST_OFFICE)
            for what, path in LISTS.items():
                yield _screen(chapter, f"People, {what}", path, cookie, MOST_OFFICE)
            yield _file(chapter, cookie)


def _screen(chapter: Stack, what: str, path: str, cookie: str, most: float) -> Row:
    cost = burst(chapter, REQUESTS, lambda _number: ask(chapter, "GET", path, Cookie=cookie), 200)
    return _row(what, cost, most)


def _file(chapter: Stack, cookie: str) -> Row:
    token = hidden_fields(ask(chapter, "GET", "/office/people/", Cookie=cookie).body)
    take: partial[Reply] = partial(ask, chapter, "POST", "/office/people/file", token, Cookie=cookie)
    return _row(f"File of {MANY:,} people", burst(chapter, 1, lambda _number: take(), 200), MOST_FILE)


def _row(what: str, cost: Cost, most: float) -> Row:
    detail = f"sample chapter; median {cost.median_ms:.1f} ms"
    return Row(what, round(cost.cpu_ms, 1), "ms CPU", f"at most {most:.0f}", cost.cpu_ms <= most, detail)


def main() -> None:
    """These rows alone: ``python -m bench.office``."""
    for row in among_many():
        mark = "ok  " if row.met else "OVER"
        sys.stdout.write(f"{mark} {row.what:<42} {row.got:>8} {row.unit:<10} {row.target:<16} {row.detail}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
