"""Somebody at a browser. She finds things as people do: by their words."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from sample.people import PASSWORD
from tests.e2e.site import Site

AXE = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
NARROWEST = 320
NO_FAULT = re.compile(r"the server responded with a status of (404|410|422) ")
"""Chromium complains of a page that answers so; our pages for errors are meant to."""


@dataclass
class Visitor:
    """One window, its size, and what its console complained of."""

    site: Site
    page: Page
    width: int
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def follow(self, words: str) -> None:
        """Press the first link with these words; the next page is there afterwards."""
        self._away(self.link(words).first)

    def press(self, words: str | re.Pattern[str]) -> None:
        """Press the first button with these words; the next page is there afterwards."""
        self._away(self.button(words).first)

    def link(self, words: str) -> Locator:
        """Links with these words."""
        return self.page.get_by_role("link", name=words)

    def button(self, words: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        """Buttons with these words; ``exact``: and no others."""
        return self.page.get_by_role("button", name=words, exact=exact)

    def box(self, label: str) -> Locator:
        """What one types into, by its label."""
        return self.page.get_by_label(label, exact=True)

    def type(self, **values: str) -> None:
        """Fill fields by the beginning of their label: ``type(Your_name="Nora")``."""
        for label, value in values.items():
            self.field(label.replace("_", " ")).fill(value)

    def field(self, label: str) -> Locator:
        """The field whose label begins so."""
        return self.page.get_by_label(_begins(label)).locator("visible=true").first

    def choose(self, words: str) -> None:
        """Choose a radio button or tick a box by its words."""
        self.page.get_by_label(_begins(words)).first.check()

    def unfold(self, words: str) -> None:
        """Open what is folded away."""
        self.page.get_by_text(words, exact=True).locator("visible=true").first.click()

    def open_filter(self) -> None:
        """Open what narrows a list, where a phone has it folded."""
        folded = self.page.locator(".fold:not([open]) > summary").locator("visible=true")
        if folded.count():
            folded.first.click()

    def reads(self, *sentences: str) -> None:
        """The page says each of these."""
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence, use_inner_text=True)

    def reads_not(self, sentence: str) -> None:
        """The page does not say this."""
        expect(self.page.locator("body")).not_to_contain_text(sentence, use_inner_text=True)

    def headline(self, words: str) -> None:
        """The page's one large heading says this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    @property
    def path(self) -> str:
        """Where she is, which must be with us."""
        parts = urlsplit(self.page.url)
        assert f"{parts.scheme}://{parts.netloc}" == self.site.url, f"{self.page.url} is not ours"
        return parts.path

    def sign_in(self, email: str) -> None:
        """By password, from wherever the form is or else from its own page."""
        if "/signin" not in self.page.url:
            self.open("/signin")
        self.box("Email").fill(email)
        self.box("Password").fill(PASSWORD)
        self.press("Sign in")

    def healthy(self, name: str = "") -> None:
        """The page has no fault that axe finds by day or by evening, one h1, and nothing sticks out.

        ``name``: for its picture, when pictures are kept.
        """
        assert self.page.get_by_role("heading", level=1).count() == 1, self.page.url
        faults = self._faults(name)
        assert faults == [], "\n".join([self.page.url, *faults])
        self._nothing_sticks_out()

    def _faults(self, name: str) -> list[str]:
        faults = self._axe("light")
        self._keep_picture(f"{name}-{self.width}-light")
        faults += self._axe("dark")
        self._keep_picture(f"{name}-{self.width}-dark")
        self.page.emulate_media(color_scheme="light")
        return faults

    def _nothing_sticks_out(self) -> None:
        height = int((self.page.viewport_size or {"height": 800})["height"])
        for width in {self.width, min(self.width, NARROWEST) if self.width < 500 else self.width}:
            self.page.set_viewport_size({"width": width, "height": height})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} wide in a window of {width}"
        self.page.set_viewport_size({"width": self.width, "height": height})

    def _axe(self, scheme: Any) -> list[str]:
        self.page.emulate_media(color_scheme=scheme)
        if not self.scripts:
            return []  # axe needs timers, which stand still here; the same page with scripts is checked
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        options = {"runOnly": TAGS, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{scheme}: {fault['id']}: {fault['help']}: {[node['html'][:200] for node in fault['nodes'][:3]]}"
            f" {fault['nodes'][0].get('failureSummary', '')}"
            for fault in found["violations"]
        ]

    def _keep_picture(self, name: str) -> None:
        folder = os.environ.get("SHOTS")
        if folder and not name.startswith("-"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def _away(self, thing: Locator) -> None:
        with self.page.expect_navigation():
            thing.click()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not NO_FAULT.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")


def _begins(words: str) -> re.Pattern[str]:
    """A label that begins so. Blanks before it, between tags of the page, are none of its words."""
    return re.compile(rf"^\s*{re.escape(words)}")
