"""Every setting of the installation, read here and nowhere else.

CHAPTER_ENV           production, demo or test; production unless set
DATABASE_URL          SQLite in instance/ unless set; postgresql://user:password@host/name for many machines
SECRET_KEY            signs cookies and links; instance/secret_key (made by `setup` and the demo) unless set
SECRET_KEY_FALLBACKS  older keys that are still accepted, separated by commas; each as strong as the key
ENCRYPTION_KEY        seals what the database must not tell (secrets of one-time codes); unless set it is
                      instance/encryption_key, made likewise. Several, with commas between: the first
                      seals, all of them open
BASE_URL              start of every absolute link, scheme and host alone; http://127.0.0.1:$PORT unless set,
                      required in production
MAIL_URL              smtp://user:password@host:port or smtps://…; # / ? % of a password as %23 %2F %3F %25. A
                      password leaves this machine encrypted or not at all. Unset: in production mails wait
                      until it is set; elsewhere they are kept and shown, not sent
MAIL_FROM             what mails come from: hello@example.org, or Our Chapter <hello@example.org>; hello@ and
                      the host of BASE_URL unless set
FILES_STORE           where pictures are kept: database unless set; folder:/path; or a bucket that speaks S3,
                      s3:https://KEY:SECRET@host/bucket?region=us-east-1
FILES_STORE_BEFORE    where they were before, until `flask --app wsgi files move` has moved them
STRIPE_SECRET_KEY     sk_live_… or rk_live_… in production, sk_test_… or rk_test_… elsewhere; unset: nothing
                      is paid online
STRIPE_WEBHOOK_SECRET whsec_…: proves that a call of /stripe/webhook comes from Stripe; required with a key
STRIPE_API_BASE       where Stripe's stand-in is; refused in production
TRUSTED_PROXIES       how many proxies in front set X-Forwarded-For; 0 unless set
PORT                  where pages are served; unless set 8000, where the README's proxy looks (demo: 5000)
BIND                  at which address; unless set 127.0.0.1, which the proxy on this machine reaches and
                      nobody else does. 0.0.0.0 in a container; host:port or unix:/path, too
WEB_CONCURRENCY       web processes; 2 unless set
SOURCE_URL            where the source of this installation can be read; the foot of each page links to it.
                      Set it when you changed the program (LICENSE, section 13)
"""

import os
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

import config_addresses as addresses
import config_files
import config_folder
import config_mail
from config_addresses import SettingsError as SettingsError

HERE = Path(__file__).resolve().parent
INSTANCE = HERE / "instance"
ENVIRONMENTS = ("demo", "production", "test")
SHORTEST_KEY = 32
SERVED_AT, DEMO_AT = 8000, 5000
"""Ports, unless PORT says another."""

MOST_PROXIES, MOST_PROCESSES = 10, 64
STRIPE_KEY = re.compile(r"[sr]k_(live|test)_\w+", re.ASCII)
STRIPE_SECRET = re.compile(r"whsec_[\w+/=]+", re.ASCII)
SENDERS = {"demo": "hello@chapter.test"}
"""Where mails come from unless MAIL_FROM says it."""
A_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*", re.IGNORECASE)

LARGEST_BODY = 1024 * 1024
"""Bytes of one request; a form that brings a file says how large that may be (web/request_body.py)."""
MOST_FIELDS = 1000
MAKES_THE_KEYS = {"setup"}
"""Commands that make the keys in instance/ before anything asks for them."""

NEEDS_NO_KEYS = {"db"}
"""Commands that sign and seal nothing: without keys they get some that are kept nowhere."""

WITH_A_VALUE = {"--app", "-A", "--env-file", "-e"}
"""Options of `flask` that come before the command."""

KEPT_KEYS = {"SECRET_KEY": "secret_key", "ENCRYPTION_KEY": "encryption_key"}
"""In which file of instance/ each key lies."""
COOKIE = "chapter"
COOKIE_OF_THIS_HOST = f"__Host-{COOKIE}"
"""Over https: no browser takes a cookie of this name from a neighbor under the same domain (RFC 6265bis)."""

COOKIE_LASTS = timedelta(days=30)


def load(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings for Flask, from the environment and from `.env` beside this file.

    Raises SettingsError when a setting is missing, weak or of no known form.
    """
    if environment is None:
        environment = _with_keys(surroundings())
    kind = environment.get("CHAPTER_ENV", "production")
    if kind not in ENVIRONMENTS:
        raise SettingsError(f"CHAPTER_ENV is {kind!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    base_url = _base_url(environment, kind)
    database_url = _database_url(environment, kind)
    return {
        "CHAPTER_ENV": kind,
        "SQLALCHEMY_DATABASE_URI": database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": addresses.options_of(database_url),
        "MIGRATIONS": str(HERE / "migrations"),
        "SECRET_KEY": _strong(
            "SECRET_KEY",
            environment.get("SECRET_KEY") or config_folder.kept(INSTANCE, KEPT_KEYS["SECRET_KEY"]),
        ),
        "SECRET_KEY_FALLBACKS": _fallbacks(environment.get("SECRET_KEY_FALLBACKS", "")),
        "ENCRYPTION_KEYS": _encryption_keys(environment),
        "STAFF_NEED_SECOND_FACTOR": kind != "demo",
        "BASE_URL": base_url,
        "SOURCE_URL": addresses.of_the_source(environment.get("SOURCE_URL", "").strip()),
        **_mail(environment, kind, base_url),
        **_stripe(environment, kind),
        **config_files.stores(environment),
        "TRUSTED_PROXIES": _number(environment, "TRUSTED_PROXIES", 0, most=MOST_PROXIES),
        "PORT": _port(environment, DEMO_AT),
        "BIND": bind(environment),
        "WEB_CONCURRENCY": web_concurrency(environment),
        **_cookies(base_url),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": MOST_FIELDS,
    }


def _command(words: list[str]) -> str:
    """What `flask` is asked to do; of any other program its first word."""
    given = iter(words)
    for word in given:
        if word in WITH_A_VALUE:
            next(given, "")
        elif not word.startswith("-"):
            return word
    return ""


def _with_keys(environment: dict[str, str]) -> dict[str, str]:
    """``environment``, for a command that makes keys, or needs none."""
    command = _command(sys.argv[1:])
    if command in MAKES_THE_KEYS:
        make_keys()
    return {**environment, **(_keys_of_a_moment(environment) if command in NEEDS_NO_KEYS else {})}


def _keys_of_a_moment(environment: Mapping[str, str]) -> dict[str, str]:
    missing = [
        name
        for name, file in KEPT_KEYS.items()
        if not environment.get(name) and not config_folder.kept(INSTANCE, file)
    ]
    return {name: os.urandom(SHORTEST_KEY).hex() for name in missing}


def _cookies(base_url: str) -> dict[str, Any]:
    encrypted = base_url.startswith("https://")
    return {
        "SESSION_COOKIE_NAME": COOKIE_OF_THIS_HOST if encrypted else COOKIE,
        "SESSION_COOKIE_SECURE": encrypted,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": COOKIE_LASTS,
    }


def surroundings() -> dict[str, str]:
    """The environment over what `.env` says. `make demo` takes nothing from a real chapter's `.env`."""
    if os.environ.get("CHAPTER_ENV") == "demo":
        return dict(os.environ)
    return {**_dotenv(), **os.environ}


def web_concurrency(environment: Mapping[str, str] | None = None) -> int:
    """How many web processes gunicorn starts. Raises SettingsError."""
    around = surroundings() if environment is None else environment
    return _number(around, "WEB_CONCURRENCY", 2, least=1, most=MOST_PROCESSES)


def bind(environment: Mapping[str, str] | None = None) -> str:
    """Where gunicorn listens, as it wants it written. Raises SettingsError."""
    environment = surroundings() if environment is None else environment
    where = environment.get("BIND", "").strip() or "127.0.0.1"
    return addresses.of_the_server(where, _port(environment, SERVED_AT))


def _dotenv() -> dict[str, str]:
    file = HERE / ".env"
    try:
        return {name: value for name, value in dotenv_values(file).items() if value is not None}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"{file} can't be read. It must be a text file (UTF-8) of NAME=value lines."
        ) from None


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(environment: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int) -> int:
    value = environment.get(name, "").strip() or str(default)
    if not (re.fullmatch("[0-9]{1,9}", value) and least <= int(value) <= most):
        raise SettingsError(f"{name} is {value!r}; it must be a whole number from {least} to {most}.")
    return int(value)


def _port(environment: Mapping[str, str], default: int) -> int:
    return _number(environment, "PORT", default, least=1, most=addresses.LARGEST_PORT)


def _base_url(environment: Mapping[str, str], kind: str) -> str:
    given = environment.get("BASE_URL", "").strip()
    if not given and kind == "production":
        raise SettingsError(
            "BASE_URL is missing: set the address people type, such as https://chapter.example.org."
        )
    return addresses.of_the_site(given or f"http://127.0.0.1:{_port(environment, DEMO_AT)}")


def _database_url(environment: Mapping[str, str], kind: str) -> str:
    given = environment.get("DATABASE_URL", "").strip()
    if not given:
        config_folder.make(INSTANCE)
    name = "demo.sqlite" if kind == "demo" else "chapter.sqlite"
    return addresses.of_the_database(given or f"sqlite:///{INSTANCE / name}", INSTANCE)


def _mail(environment: Mapping[str, str], kind: str, base_url: str) -> dict[str, str]:
    url, given = (environment.get(name, "").strip() for name in ("MAIL_URL", "MAIL_FROM"))
    try:
        if url:
            config_mail.check_server(url)
        name, address = config_mail.sender(given) if given else ("", _sender(kind, base_url))
    except config_mail.Unusable as error:
        raise SettingsError(str(error)) from error
    return {"MAIL_URL": url, "MAIL_FROM": address, "MAIL_FROM_NAME": name}


def _sender(kind: str, base_url: str) -> str:
    """Where mails come from when nobody says it: the domain that people type, where it is one."""
    host = urlsplit(base_url).hostname or ""
    return SENDERS.get(kind) or f"hello@{host if A_DOMAIN.fullmatch(host) else 'localhost'}"


def _stripe(environment: Mapping[str, str], kind: str) -> dict[str, str]:
    names = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE")
    key, secret, base = (environment.get(name, "").strip() for name in names)
    form = STRIPE_KEY.fullmatch(key)
    if key and form is None:
        raise SettingsError(
            "STRIPE_SECRET_KEY isn't a Stripe key. Stripe keys begin with sk_live_, rk_live_, sk_test_, or "
            "rk_test_."
        )
    if form and (form[1] == "live") != (kind == "production"):
        raise SettingsError(
            "STRIPE_SECRET_KEY: only production may have a live key, and it needs one. Set the other key."
        )
    if key and not secret:
        raise SettingsError(
            "STRIPE_WEBHOOK_SECRET is missing. Chapter needs it to know that a webhook call is from Stripe."
        )
    if secret and not STRIPE_SECRET.fullmatch(secret):
        raise SettingsError("STRIPE_WEBHOOK_SECRET isn't a Stripe secret. Those begin with whsec_.")
    if base and kind == "production":
        raise SettingsError("STRIPE_API_BASE is for a stand-in, which production doesn't use. Unset it.")
    return dict(zip(names, (key, secret, base), strict=True))


def _encryption_keys(environment: Mapping[str, str]) -> list[str]:
    keys = _list(
        environment.get("ENCRYPTION_KEY") or config_folder.kept(INSTANCE, KEPT_KEYS["ENCRYPTION_KEY"])
    ) or [""]
    return [_strong("ENCRYPTION_KEY", key) for key in keys]


def _fallbacks(given: str) -> list[str]:
    keys = _list(given)
    if any(_is_weak(key) for key in keys):
        raise SettingsError(
            "SECRET_KEY_FALLBACKS has a weak key: anyone who guesses it can sign in as anyone. Each needs 32 "
            "or more random characters. Remove the weak one."
        )
    return keys


def _strong(name: str, key: str) -> str:
    if _is_weak(key):
        raise SettingsError(
            f"{name} is missing or weak: it needs 32 or more random characters. "
            f"`flask --app wsgi setup` makes one in instance/{KEPT_KEYS[name]}."
        )
    return key


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < 8


def make_keys() -> None:
    """Make each key that is not yet in instance/, readable by its owner alone. Raises SettingsError."""
    config_folder.make_keys(INSTANCE, KEPT_KEYS.values())


def close_to_others(database_url: str) -> list[str]:
    """Leave instance/ and the database to the user who runs Chapter alone, also what is made from now on; the
    names of what stays open."""
    return config_folder.close_to_others([INSTANCE, *INSTANCE.glob("*"), *addresses.files_of(database_url)])
