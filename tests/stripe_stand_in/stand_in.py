"""Stripe's stand-in as a process on a free loopback port, for the tests that want one."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from chapter.gateways.stripe import Stripe
from stripe_stand_in.client import Controls

ROOT = Path(__file__).resolve().parents[2]
KEY, SECRET = "sk_test_stand_in", "whsec_a_secret_for_tests_only"
ENVIRONMENT = {
    "CHAPTER_ENV": "test",
    "SECRET_KEY": "a-key-for-tests-only-0123456789abcdef",
    "ENCRYPTION_KEY": "a-key-to-seal-with-in-tests-0123456789",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class StandIn(Controls):
    """A running stand-in: its controls, clients for it; killed and started at will."""

    process: subprocess.Popen[bytes]
    command: list[str]

    @classmethod
    def at(cls, folder: Path, site: str, port: int) -> "StandIn":
        """One that keeps its things in ``folder`` and tells ``site``; not yet started."""
        made = cls(f"http://127.0.0.1:{port}", KEY)
        words: dict[str, object] = {
            "--port": port,
            "--file": folder / "stripe.sqlite",
            "--site": site,
            "--secret": SECRET,
        }
        words["--webhook"] = f"{site}/stripe/webhook"
        options = [str(part) for pair in words.items() for part in pair]
        made.command = [sys.executable, "-m", "stripe_stand_in", *options]
        return made

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=ENVIRONMENT)  # noqa: S603 - ours
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.base}/healthz", timeout=2).close()  # noqa: S310 - loopback
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise AssertionError("the stand-in did not start")

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def gateway(self) -> Stripe:
        """Stripe as the application asks it."""
        return Stripe(KEY, SECRET, self.base)

    def client(self, **options: Any) -> stripe.StripeClient:
        """Stripe's own client."""
        return stripe.StripeClient(KEY, base_addresses={"api": self.base}, max_network_retries=0, **options)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def make_stand_in(tmp_path: Path) -> Iterator[Callable[[str], StandIn]]:
    """Starts stand-ins that tell a site."""
    made: list[StandIn] = []

    def make(site: str = "http://127.0.0.1:9") -> StandIn:
        one = StandIn.at(tmp_path, site, free_port())
        one.start()
        made.append(one)
        return one

    yield make
    for one in made:
        one.kill()


@pytest.fixture(scope="session")
def running_stand_in(place: Path) -> Iterator[StandIn]:
    """One process for the whole run."""
    one = StandIn.at(place, "http://127.0.0.1:9", free_port())
    one.start()
    yield one
    one.kill()


@pytest.fixture
def stand_in(running_stand_in: StandIn) -> StandIn:
    """Stripe's stand-in, as new, with nobody to tell: its webhooks find no one and wait."""
    running_stand_in.clear()
    return running_stand_in
