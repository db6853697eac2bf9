"""``make demo``: one parent process that builds the sample chapter when needed, starts web, worker and
Stripe's stand-in, and stops them.

CHAPTER_ENV=demo python -m demo.serve
"""

import http.client
import secrets
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade

import config
import demo
from chapter import create_app, db
from chapter.gateways import clock
from sample import build, freshness
from sample.card_payments import Dated
from sample.drives import FEE_FIXED, FEE_RATE
from sample.people import PASSWORD, SIGN_INS
from stripe_stand_in.store import Store

ROOT = Path(__file__).resolve().parents[1]
SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED_WITHIN_SECONDS = 15
PAGES = (
    ("Home", "/"),
    ("Events", "/events/"),
    ("Tonight", "/events/tonight"),
    ("Tonight’s door", "/door/tonight"),
    ("Full, with a waitlist", "/events/full-house"),
    ("The drive", "/give/give-something-nice"),
    ("The office", "/office/"),
    ("Emails sent", "/demo/mailbox"),
    ("Stripe's stand-in", "/demo/stripe/"),
    ("The style page", "/demo/style"),
)


ANOTHER_STORE = (
    "Stripe's side of this sample is gone. You can look at its card payments, but online payment is off. "
    "To rebuild both, run make demo-reset, then make demo."
)


class Stop(Exception):
    """Ctrl-C or SIGTERM while the sample is being built."""


def main() -> int:
    """Serve until stopped; returns the exit status."""
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        config.make_keys()
        settings = config.load()
        config.close_to_others(settings["SQLALCHEMY_DATABASE_URI"])
    except config.SettingsError as error:
        return _give_up(str(error))
    port = int(settings["PORT"])
    if _taken(port):
        return _give_up(f"Port {port} is in use. Try another: PORT={port + 1} make demo")
    try:
        stand_in = None if settings["STRIPE_SECRET_KEY"] else freshness.STRIPE
        if not prepare(create_app(settings, extras=(demo.register,)), stand_in):
            click.echo(ANOTHER_STORE)
            stand_in = None
        return _serve(port, settings, stand_in)
    except build.NotHere as error:
        return _give_up(str(error))
    except build.NotEmpty as error:
        return _give_up(f"{error} The demo uses its own database. Unset DATABASE_URL.")
    except Stop:
        return 0


def prepare(app: Flask, stand_in: Path | None = None) -> bool:
    """Make sure that there is a migrated sample chapter: one built today, or one that somebody has begun to
    use. ``stand_in``: the file of Stripe's stand-in; when it does not belong to the sample, both are built
    again, unless somebody has used this one. Returns whether both belong together now.

    One that an earlier version has built is migrated before anything else is read of it. Raises NotEmpty, and
    changes nothing, when the chapter in this database is a real one; NotHere in production.
    """
    with app.app_context():
        build.allowed()
        now = clock.now()
        if freshness.stands():
            db.session.remove()  # a reader would go on to see the tables of before, or hold up their change
            upgrade()
            if freshness.stale(now) or not (freshness.used() or freshness.paired(stand_in)):
                freshness.throw_away()
    with app.app_context():
        upgrade()
        if not freshness.stands():
            click.echo("Building the sample chapter.")
            _build(app, stand_in, now)
        together = freshness.paired(stand_in)
        db.session.remove()
        db.database.engine.dispose()
    return together


def _build(app: Flask, stand_in: Path | None, now: datetime) -> None:
    if stand_in is None:
        build.build(build.Size(), now=now)
        return
    store = Store(stand_in)
    account = Dated(store, f"{app.config['BASE_URL']}/demo/stripe/checkout", FEE_RATE, FEE_FIXED)
    try:
        build.build(build.Size(), now=now, stand_in=account)
    finally:
        store.close()


def _serve(port: int, settings: dict[str, Any], stand_in: Path | None) -> int:
    base_url = str(settings["BASE_URL"])
    stopping = threading.Event()
    for number in SIGNALS:
        signal.signal(number, lambda _number, _frame: stopping.set())
    web = ["-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    work = ["-m", "flask", "--app", "wsgi", "worker"]
    aside, settings_of_ours = _stand_in(port, base_url, stand_in) if stand_in else ([], {})
    around, ours = config.surroundings(), config.surroundings() | settings_of_ours
    started = [(web, ours), (work, ours), *((part, around) for part in aside)]
    parts = [subprocess.Popen([sys.executable, *part], cwd=ROOT, env=env) for part, env in started]  # noqa: S603 - ours
    try:
        if _ready(port, parts, stopping):
            click.echo(_table(base_url))
        while not stopping.wait(0.5):
            if any(part.poll() is not None for part in parts):
                return _give_up("Part of the demo has stopped. See its last output above.")
        return 0
    finally:
        _end(parts)


def _stand_in(port: int, base_url: str, file: Path) -> tuple[list[list[str]], dict[str, str]]:
    """The command lines that start Stripe's stand-in, on a free port, and the settings that connect to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        own = str(probe.getsockname()[1])
    secret = f"whsec_{secrets.token_hex(16)}"
    told = f"http://127.0.0.1:{port}/stripe/webhook"
    options = ["--port", own, "--file", str(file), "--site", base_url, "--webhook", told]
    key = f"sk_test_stand_in_{secrets.token_hex(8)}"
    reached = {"STRIPE_SECRET_KEY": key, "STRIPE_WEBHOOK_SECRET": secret}
    options += ["--rate", str(FEE_RATE), "--fixed", str(FEE_FIXED)]
    return [["-m", "stripe_stand_in", *options, "--secret", secret]], {
        **reached,
        "STRIPE_API_BASE": f"http://127.0.0.1:{own}",
    }


def _ready(port: int, parts: list[subprocess.Popen[bytes]], stopping: threading.Event) -> bool:
    """Wait until the web server answers; False when stopped, or when a process has ended meanwhile."""
    while not stopping.wait(0.1) and all(part.poll() is None for part in parts):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return True
        except OSError:
            continue
    return False


def _end(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            part.kill()


def _table(base_url: str) -> str:
    width = max(len(words) for words, _ in (*PAGES, *((one.title, "") for one in SIGN_INS)))
    lines = [f"  {words:<{width}}  {base_url}{path}" for words, path in PAGES]
    people = [f"  {one.title:<{width}}  {one.email}" for one in SIGN_INS]
    return "\n".join(
        ["", "The sample chapter is running. Press Ctrl-C to stop it.", "", *lines, "",
         f"Sign in at {base_url}/signin. Everyone's password is  {PASSWORD}", "", *people, ""]
    )  # fmt: skip


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _give_up(sentence: str) -> int:
    click.echo(sentence, err=True)
    return 1


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
