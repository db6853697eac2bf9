"""Signing in to the program under measurement, as somebody of the sample chapter."""

import re
import time

import pyotp

from bench.load import Reply, ask
from bench.processes import Stack
from bench.rsvp import hidden_fields

PASSWORD = "give-something-nice"  # noqa: S105 - the sample chapter's, known to all
KEY = re.compile(rb'class="secret-key">([A-Z2-7 ]+)<')


def signed_in(chapter: Stack, email: str) -> str:
    """The cookies of somebody who signed in. RuntimeError when the sign-in is refused."""
    page = ask(chapter, "GET", "/signin")
    fields = hidden_fields(page.body) | {"email": email, "password": PASSWORD}
    answer = ask(chapter, "POST", "/signin", fields, Cookie=_cookies(page))
    if answer.status != 303:
        raise RuntimeError(f"{email} could not sign in: {answer.status}")
    return _cookies(answer)


def director(chapter: Stack) -> str:
    """The cookies of the managing director, with the second factor that a real chapter asks of its staff.
    RuntimeError when it can't be set up."""
    cookies = signed_in(chapter, "director@chapter.test")
    page = ask(chapter, "GET", "/account/secure", Cookie=cookies)
    fields, cookies = hidden_fields(page.body), _cookies(page, cookies)
    ask(chapter, "POST", "/account/codes", fields, Cookie=cookies)
    shown = KEY.search(ask(chapter, "GET", "/account/codes", Cookie=cookies).body)
    if shown is None:
        raise RuntimeError("no key for a code app is shown")
    code = {"code": pyotp.TOTP(shown[1].decode().replace(" ", "")).at(int(time.time()))}
    answer = ask(chapter, "POST", "/account/codes/prove", fields | code, Cookie=cookies)
    if answer.status != 303:
        raise RuntimeError(f"the code was refused: {answer.status}")
    return _cookies(answer, cookies)


def _cookies(reply: Reply, before: str = "") -> str:
    """What a browser sends after ``reply``: the cookies it had ``before``, and those that came with it."""
    lines = [line.partition(";")[0] for line in reply.headers.get_all("Set-Cookie") or ()]
    held = dict(line.split("=", 1) for line in [*before.split("; "), *lines] if line)
    return "; ".join(f"{name}={value}" for name, value in held.items())
