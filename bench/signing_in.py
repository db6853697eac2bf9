"""Signing in to the program under measurement, as somebody of the sample chapter."""

import re
import time

import pyotp

from bench.load import ask
from bench.rsvp import hidden_fields
from bench.stack import Stack

PASSWORD = "give-something-nice"  # noqa: S105 - the sample chapter's, known to all
KEY = re.compile(rb'class="secret-key">([A-Z2-7 ]+)<')


def signed_in(chapter: Stack, email: str) -> str:
    """The cookie of somebody who signed in."""
    page = ask(chapter, "GET", "/signin")
    fields = hidden_fields(page.body) | {"email": email, "password": PASSWORD}
    answer = ask(chapter, "POST", "/signin", fields, Cookie=_cookie(page.headers["Set-Cookie"]))
    return _cookie(answer.headers["Set-Cookie"])


def director(chapter: Stack) -> str:
    """The cookie of the managing director, with the second factor that a real chapter asks of its staff."""
    cookie = signed_in(chapter, "director@chapter.test")
    page = ask(chapter, "GET", "/account/secure", Cookie=cookie)
    fields, cookie = hidden_fields(page.body), _cookie(page.headers["Set-Cookie"])
    ask(chapter, "POST", "/account/codes", fields, Cookie=cookie)
    shown = KEY.search(ask(chapter, "GET", "/account/codes", Cookie=cookie).body)
    secret = shown[1].decode().replace(" ", "") if shown else ""
    code = {"code": pyotp.TOTP(secret).at(int(time.time()))}
    ask(chapter, "POST", "/account/codes/prove", fields | code, Cookie=cookie)
    return cookie


def _cookie(line: str | None) -> str:
    return (line or "").partition(";")[0]
