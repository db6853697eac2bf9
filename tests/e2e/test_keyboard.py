"""The guest's story and the director's with a keyboard alone: Tab, Enter, Space and the arrows."""

from dataclasses import dataclass

from playwright.sync_api import expect

from sample.people import PASSWORD
from tests.e2e.site import Site, an_address
from tests.e2e.test_the_office import STARTS
from tests.e2e.visitor import Visitor

MOST_STOPS = 120
PAINTED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
"""Chromium drops the keys that come before a page is first painted; a fast hand on a slow machine waits."""
FOCUSED = """() => {
  const it = document.activeElement;
  const box = it.getBoundingClientRect();
  const shown = [it, it.closest("label"), it.parentElement].filter(Boolean).some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const label = it.labels?.[0]?.innerText ?? it.getAttribute("aria-label") ?? it.innerText ?? "";
  return {
    words: label.replace(/\\s+/g, " ").trim(), tag: it.tagName, order: it.tabIndex, shown,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@dataclass
class Keys:
    """A visitor who has only keys."""

    visitor: Visitor

    def open(self, path: str) -> None:
        """Type an address and look at the page."""
        self.visitor.open(path)
        self.look()

    def look(self) -> None:
        """Wait until the page is seen."""
        self.visitor.page.evaluate(PAINTED)

    def to(self, words: str, *, back: bool = False) -> None:
        """Tab until what begins with ``words`` has the focus; every stop on the way can be seen."""
        seen: list[str] = []
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if back else "Tab")
            stop = self.visitor.page.evaluate(FOCUSED)
            if stop["tag"] == "BODY":
                continue
            seen.append(stop["words"])
            assert stop["order"] == 0, f"{stop['words']} jumps the queue"
            assert stop["shown"], f"the focus on {stop} can't be seen at {self.visitor.page.url}"
            assert stop["seen"], f"the focus went out of sight: {stop}"
            if stop["words"].startswith(words):
                return
        raise AssertionError(f'Tab never came to "{words}", only to {seen}')

    def type(self, label: str, value: str) -> None:
        """Tab to a field and write into it."""
        self.to(label)
        self.press("ControlOrMeta+a")
        self.visitor.page.keyboard.type(value)

    def moment(self, label: str, day: str, hour: str) -> None:
        """Tab to a field for day and hour and fill its parts; a year may be longer, so Tab leaves it."""
        self.to(label)
        self.visitor.page.keyboard.type(day)
        self.press("Tab")
        self.visitor.page.keyboard.type(hour)

    def enter(self, words: str) -> None:
        """Tab to a link or button and press Enter; the next page is there afterwards."""
        self.to(words)
        self.away()

    def away(self) -> None:
        """Press Enter where the focus is; the next page is seen afterwards."""
        with self.visitor.page.expect_navigation():
            self.press("Enter")
        self.look()

    def press(self, key: str) -> None:
        """One key."""
        self.visitor.page.keyboard.press(key)


def test_a_guest_books_changes_and_gives_back_by_keys_alone(visitor: Visitor, site: Site) -> None:
    keys, email = Keys(visitor), an_address("keya")
    keys.open("/")
    keys.press("Tab")
    assert visitor.page.evaluate(FOCUSED)["words"] == "Skip to main content"
    keys.press("Enter")
    expect(visitor.page.get_by_role("main")).to_be_focused()
    keys.enter("The Long Table")

    keys.type("Your name", "Keya Nair")
    keys.type("Email", email)
    keys.type("How many", "1")
    keys.press("ArrowUp")
    expect(visitor.field("How many")).to_have_value("2")
    keys.type("Guest 1", "Mona")
    keys.to("How you’d like to arrive, and more")
    keys.press("Enter")
    keys.to("Just me")
    keys.press("ArrowDown")
    expect(visitor.page.get_by_label("Meet me at the door")).to_be_checked()
    keys.type("Food needs", "No pork")
    keys.to("Show my first name")
    keys.press("Space")
    keys.enter("Save 2 seats")
    visitor.headline("Two seats are yours")
    visitor.reads("Meet me at the door", "No pork")

    keys.type("How many", "1")
    keys.enter("Save")
    visitor.headline("One seat is yours")
    keys.to("Cancel booking")
    keys.press("Space")
    keys.enter("Cancel booking")
    visitor.headline("Your booking is canceled")
    site.mail(email, "Booking canceled")


def test_the_director_publishes_by_keys_alone(visitor: Visitor) -> None:
    keys = Keys(visitor)
    keys.open("/signin")
    keys.type("Email", "director@chapter.test")
    keys.type("Password", PASSWORD)
    keys.away()
    keys.enter("Events")
    keys.enter("New event")
    keys.type("Title", f"Keys and coats, {visitor.width} wide")
    keys.moment("Starts", f"{STARTS:%m%d%Y}", "0630PM")
    keys.moment("Ends", f"{STARTS:%m%d%Y}", "0830PM")
    keys.type("Place", "The cloakroom")
    keys.enter("Save draft")
    visitor.headline(f"Keys and coats, {visitor.width} wide")
    keys.enter("Publish")
    visitor.reads("Published.")
    keys.enter("Make it a draft again")
    visitor.reads("It’s a draft again. Nobody outside the office sees it.")
