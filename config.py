"""Every setting of the installation, read here and nowhere else.

CHAPTER_ENV           production, demo or test; production unless set
DATABASE_URL          SQLite in instance/ unless set; postgresql://user:password@host/name for many machines
SECRET_KEY            signs cookies and links; instance/secret_key (made by `setup` and the demo) unless set
SECRET_KEY_FALLBACKS  older keys that are still accepted, separated by commas
ENCRYPTION_KEY        seals what the database must not tell (secrets of one-time codes); unless set it is
                      instance/encryption_key, made likewise. Several, with commas between: the first
                      seals, all of them open
BASE_URL              start of every absolute link; http://127.0.0.1:$PORT unless set, required in production
MAIL_URL              smtp://user:password@host:port or smtps://…; # / ? % of a password as %23 %2F %3F %25. A
                      password leaves this machine encrypted or not at all. Unset: in production mails wait
                      until it is set; elsewhere they are kept and shown, not sent
MAIL_FROM             what mails come from: hello@example.org, or Our Chapter <hello@example.org>; required
                      with MAIL_URL in production
STRIPE_SECRET_KEY     sk_live_… or rk_live_… in production, sk_test_… or rk_test_… elsewhere; unset: nothing
                      is paid online
STRIPE_WEBHOOK_SECRET whsec_…: proves that a call of /stripe/webhook comes from Stripe; required with a key
STRIPE_API_BASE       where Stripe's stand-in is; refused in production
TRUSTED_PROXIES       how many proxies in front set X-Forwarded-For; 0 unless set
PORT                  where the demo listens; 5000 unless set
WEB_CONCURRENCY       web processes of gunicorn; 2 unless set (read by gunicorn itself)
"""

import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

import config_mail

HERE = Path(__file__).resolve().parent
INSTANCE = HERE / "instance"
ENVIRONMENTS = ("demo", "production", "test")
SHORTEST_KEY = 32
SENDERS = {"demo": "hello@chapter.test"}
"""Where mails come from unless MAIL_FROM says it."""
NO_SENDER = "hello@localhost"
"""Until it is said; nothing leaves a production from there."""

LARGEST_BODY = 1024 * 1024
"""Bytes of one request; a form that brings a file says how large that may be (web/bodies.py)."""
MOST_FIELDS = 1000
MAKES_THE_KEYS = {"setup"}
"""Commands that make the keys in instance/ before anything asks for them."""

KEPT_KEYS = {"SECRET_KEY": "secret_key", "ENCRYPTION_KEY": "encryption_key"}
"""In which file of instance/ each key lies."""
COOKIE = "chapter"
COOKIE_OF_THIS_HOST = f"__Host-{COOKIE}"
"""Over https: no browser takes a cookie of this name from a neighbor under the same domain (RFC 6265bis)."""

COOKIE_LASTS = timedelta(days=30)


class SettingsError(Exception):
    """The installation can't start as it is set up; the sentence says what to change."""


def load(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings for Flask, from the environment and from `.env` beside this file.

    Raises SettingsError when a setting is missing, weak or of no known form.
    """
    if environment is None:
        environment = surroundings()
        if sys.argv[1:] and MAKES_THE_KEYS & set(sys.argv[1:]):
            make_keys()
    kind = environment.get("CHAPTER_ENV", "production")
    if kind not in ENVIRONMENTS:
        raise SettingsError(f"CHAPTER_ENV is {kind!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    base_url = _base_url(environment, kind)
    database_url = _database_url(environment, kind)
    return {
        "CHAPTER_ENV": kind,
        "SQLALCHEMY_DATABASE_URI": database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": "postgresql" in database_url, "hide_parameters": True},
        "MIGRATIONS": str(HERE / "migrations"),
        "SECRET_KEY": _strong("SECRET_KEY", environment.get("SECRET_KEY") or _kept("SECRET_KEY")),
        "SECRET_KEY_FALLBACKS": _list(environment.get("SECRET_KEY_FALLBACKS", "")),
        "ENCRYPTION_KEYS": _encryption_keys(environment),
        "STAFF_NEED_SECOND_FACTOR": kind != "demo",
        "BASE_URL": base_url,
        **_mail(environment, kind),
        **_stripe(environment, kind),
        "TRUSTED_PROXIES": _number(environment, "TRUSTED_PROXIES", 0),
        "PORT": _number(environment, "PORT", 5000),
        "SESSION_COOKIE_NAME": COOKIE_OF_THIS_HOST if base_url.startswith("https://") else COOKIE,
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": COOKIE_LASTS,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": MOST_FIELDS,
    }


def surroundings() -> dict[str, str]:
    """The environment over what `.env` says. `make demo` takes nothing from a real chapter's `.env`."""
    if os.environ.get("CHAPTER_ENV") == "demo":
        return dict(os.environ)
    return {**_dotenv(), **os.environ}


def web_concurrency() -> int:
    """How many web processes gunicorn starts."""
    return _number(surroundings(), "WEB_CONCURRENCY", 2)


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(HERE / ".env").items() if value is not None}


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name, str(default))
    if not value.isdecimal():
        raise SettingsError(f"{name} is {value!r}; it must be a whole number.")
    return int(value)


def _base_url(environment: Mapping[str, str], kind: str) -> str:
    given = environment.get("BASE_URL", "")
    if not given and kind == "production":
        raise SettingsError(
            "BASE_URL is missing: set the address people type, such as https://chapter.example.org."
        )
    url = (given or f"http://127.0.0.1:{_number(environment, 'PORT', 5000)}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingsError(f"BASE_URL is {url!r}; it must begin with https:// and name a host.")
    return url


def _database_url(environment: Mapping[str, str], kind: str) -> str:
    name = "demo.sqlite" if kind == "demo" else "chapter.sqlite"
    url = environment.get("DATABASE_URL") or f"sqlite:///{INSTANCE / name}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _mail(environment: Mapping[str, str], kind: str) -> dict[str, str]:
    url, given = (environment.get(name, "").strip() for name in ("MAIL_URL", "MAIL_FROM"))
    if url and not given and kind == "production":
        raise SettingsError(
            "MAIL_FROM is missing: set the address that your mails come from, such as "
            "hello@chapter.example.org. Your mail server must let you send from it."
        )
    try:
        if url:
            config_mail.check_server(url)
        name, address = config_mail.sender(given) if given else ("", SENDERS.get(kind, NO_SENDER))
    except config_mail.Unusable as error:
        raise SettingsError(str(error)) from error
    return {"MAIL_URL": url, "MAIL_FROM": address, "MAIL_FROM_NAME": name}


def _stripe(environment: Mapping[str, str], kind: str) -> dict[str, str]:
    names = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE")
    key, secret, base = (environment.get(name, "").strip() for name in names)
    if key and ("_live_" in key) != (kind == "production"):
        raise SettingsError(
            "STRIPE_SECRET_KEY: production needs a live key, and nothing else may have one: set the other."
        )
    if key and not secret:
        raise SettingsError(
            "STRIPE_WEBHOOK_SECRET is missing: without it nobody knows who calls the webhook."
        )
    if base and kind == "production":
        raise SettingsError("STRIPE_API_BASE names a stand-in; in production there is none. Unset it.")
    return dict(zip(names, (key, secret, base), strict=True))


def _encryption_keys(environment: Mapping[str, str]) -> list[str]:
    keys = _list(environment.get("ENCRYPTION_KEY") or _kept("ENCRYPTION_KEY")) or [""]
    return [_strong("ENCRYPTION_KEY", key) for key in keys]


def _kept(name: str) -> str:
    path = INSTANCE / KEPT_KEYS[name]
    return path.read_text().strip() if path.exists() else ""


def _strong(name: str, key: str) -> str:
    if len(key) < SHORTEST_KEY or len(set(key)) < 8:
        raise SettingsError(
            f"{name} is missing or weak: it needs 32 characters or more, at random. "
            f"`flask --app wsgi setup` makes one in instance/{KEPT_KEYS[name]}."
        )
    return key


def make_keys() -> None:
    """Make each key that is not yet in instance/, readable by its owner alone."""
    INSTANCE.mkdir(exist_ok=True)
    for name in KEPT_KEYS.values():
        path = INSTANCE / name
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(os.urandom(32).hex())
