"""One site, one browser program for all stories; a visitor is a window of it with cookies of its own."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
QUIETLY = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
PHONE, DESK = 390, 1280
PATIENCE = 30_000
"""Milliseconds that a story waits for what must come: a busy machine is slow, and haste proves nothing."""
HEIGHTS = {PHONE: 844, DESK: 800}


class Arrive(Protocol):
    """Makes a visitor."""

    def __call__(self, width: int = PHONE, *, scripts: bool = True, **more: Any) -> Visitor: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stories of a file stay in one worker: they share its site and its browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.sqlite)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def a_sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the address of a sample chapter that nobody has touched; it is made once, and copied."""
    made = tmp_path_factory.mktemp("sample") / "chapter.sqlite"
    Site(f"sqlite:///{made}").build()

    def copy() -> str:
        own = tmp_path_factory.mktemp("site") / made.name
        with closing(sqlite3.connect(made)) as sample, closing(sqlite3.connect(own)) as target:
            sample.backup(target)
        return f"sqlite:///{own}"

    return copy


@pytest.fixture(scope="session")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """The sample chapter, served."""
    with Site(a_sample()) as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's browser."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield browser
        browser.close()


@pytest.fixture
def arrive(site: Site, chromium: Browser) -> Iterator[Arrive]:
    """Opens a window: ``arrive(PHONE)``. When the story ends, no console may have complained."""
    visitors: list[Visitor] = []

    def open_window(width: int = PHONE, *, scripts: bool = True, **more: Any) -> Visitor:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="America/Chicago",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(site, context.new_page(), width, scripts)
        visitors.append(visitor)
        return visitor

    yield open_window
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert complaints == []


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """The stories are told on a phone and at a desk."""
    return int(request.param)


@pytest.fixture
def visitor(arrive: Callable[..., Visitor], width: int) -> Visitor:
    """Somebody who has never been here."""
    return arrive(width)
