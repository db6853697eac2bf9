"""The sample chapter as `make demo` serves it: gunicorn and the worker, on a database of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Self
from urllib.parse import quote
from urllib.request import urlopen

from tests.proof.processes import HERE, Processes

MAIL_WITHIN_SECONDS = 30
_numbers = count(1)


@dataclass
class Site(Processes):
    """Start it as a context manager, as a `Stage`."""

    with_worker: bool = True

    @property
    def environment(self) -> dict[str, str]:
        """As a Stage's, but for the sample chapter with its mailbox."""
        return {**super().environment, "CHAPTER_ENV": "demo"}

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def build(self) -> None:
        """Make the sample chapter, in an empty database."""
        self.run("demo", "build", "--people", "60", "--years", "1")

    def run(self, *command: str) -> None:
        """One command of ``flask``, to its end. Raises CalledProcessError."""
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        environment = {**os.environ, **self.environment}
        subprocess.run(  # noqa: S603 - our own command
            [*flask, *command], cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL
        )

    def mails(self, to: str = "", limit: int = 100) -> list[dict[str, Any]]:
        """What has been sent to ``to``, or to anybody, the newest first."""
        with urlopen(f"{self.url}/demo/mailbox.json?to={quote(to)}&limit={limit}", timeout=20) as answer:  # noqa: S310 - our own address
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def mail(self, to: str, words: str) -> dict[str, Any]:
        """The newest mail to ``to`` whose subject or text holds ``words``, as soon as it is there."""
        until = time.monotonic() + MAIL_WITHIN_SECONDS
        while True:
            mails = self.mails(to)
            for mail in mails:
                if words in mail["subject"] or words in " ".join(mail["text"].split()):
                    return mail
            if time.monotonic() > until:
                raise AssertionError(f'No mail to {to} says "{words}", only {[m["subject"] for m in mails]}')
            time.sleep(0.1)


def an_address(name: str) -> str:
    """An e-mail that nobody has used before."""
    return f"{name}.{next(_numbers)}@guest.test"


def link_in(mail: dict[str, Any], fits: Callable[[str], bool]) -> str:
    """The first address in the text of ``mail`` that ``fits``."""
    for word in mail["text"].replace("(", " ").replace(")", " ").replace("<", " ").replace(">", " ").split():
        if word.startswith("http") and fits(word):
            return str(word)
    raise AssertionError(f"no such link in the mail: {mail['text']}")
