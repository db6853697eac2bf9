"""A chapter of its own for one proof: a database, web processes and, when wanted, a worker."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flask import Flask
from flask_migrate import upgrade

import config
from chapter import create_app, db
from chapter.events.models import Event
from chapter.settings.models import Chapter

HERE = Path(__file__).resolve().parents[2]
SECRET_KEY = "a-key-for-proofs-only-0123456789abcdef"
READY_WITHIN_SECONDS = 30


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Processes:
    """Start it as a context manager; ``kill()`` and ``start()`` again as often as the proof wants.

    ``application`` is what gunicorn loads: ``wsgi:app``, or a broken variant as negative control.
    """

    database_url: str
    workers: int = 2
    application: str = "wsgi:app"
    with_worker: bool = False
    mail_url: str = ""
    port: int = field(default_factory=free_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _app: Flask | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings that every process of the stage gets."""
        return {
            "CHAPTER_ENV": "test",
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": SECRET_KEY,
            "ENCRYPTION_KEY": SECRET_KEY[::-1],
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "MAIL_URL": self.mail_url,
            "TRUSTED_PROXIES": "1",
        }

    def app(self) -> Flask:
        """The application in this process, to prepare and to look at the database."""
        if self._app is None:
            self._app = create_app(config.load(self.environment))
        return self._app

    def __enter__(self) -> Self:
        with self.app().app_context():
            upgrade()
            with db.writing():
                db.session.add(the_chapter())
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._app is not None:
            with self._app.app_context():
                db.database.engine.dispose()

    def start(self) -> None:
        """Start the processes and wait until the web answers."""
        web = [
            sys.executable, "-m", "gunicorn", self.application, "--workers", str(self.workers),
            "--bind", f"127.0.0.1:{self.port}", "--log-level", "error",
        ]  # fmt: skip
        self._spawn(web)
        if self.with_worker:
            self._spawn([sys.executable, "-m", "flask", "--app", "wsgi", "worker"])
        self._wait()

    def kill(self) -> None:
        """kill -9 for every process and all its children."""
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()

    def _spawn(self, command: list[str]) -> None:
        environment = {**os.environ, **self.environment}
        self._processes.append(
            subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=HERE, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
            )
        )

    def _wait(self) -> None:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < until:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as line:
                    line.request("GET", "/healthz")
                    if line.getresponse().status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the web processes did not come up")


def the_chapter() -> Chapter:
    """A chapter, to be saved by the caller inside ``writing()``."""
    return Chapter(
        id=1, name="Proof chapter", short_name="Proof", email="hello@proof.test", changed_at=datetime.now(UTC)
    )


def an_open_event(slug: str, capacity: int | None, **more: Any) -> Event:
    """A public event a week from now, saved by the caller inside ``writing()``."""
    now = datetime.now(UTC).replace(microsecond=0)
    starts = now + timedelta(days=7)
    event = Event(
        slug=slug,
        title=f"Proof {slug}",
        zone="UTC",
        starts_wall=starts.replace(tzinfo=None),
        ends_wall=(starts + timedelta(hours=2)).replace(tzinfo=None),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        capacity=capacity,
        party_limit=6,
        published_at=now,
        created_at=now,
        changed_at=now,
        **more,
    )
    db.session.add(event)
    return event
