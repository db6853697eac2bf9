"""A member who leads one event, a greeter, a treasurer: mails, exports, logs, with a second factor or not."""

import pytest

from chapter.web.answers import PROBLEM
from tests.seed.chapter import World
from tests.test_access import outcome

OPEN, SECURE, CLOSED = "open", "secure", "forbidden"
PLACES = {
    "mails": "/office/mails/",
    "log": "/office/log/",
    "people": "/office/people/file",
    "gifts": "/office/giving/gifts.csv",
    "ledger": "/office/giving/ledger-2026-11.csv",
    "hours": "/office/hours/report.csv",
    "bookings": "/office/events/evening-a/bookings.csv",
    "badges": "/office/events/evening-a/badges-sheet.pdf",
    "history": "/office/events/evening-a/history",
    "names": "/office/events/evening-a",
    "tonight": "/door/tonight/list.json",
}
SEES = {
    "lead": {"bookings": OPEN, "badges": OPEN, "history": OPEN, "names": OPEN, "tonight": OPEN},
    "lead-unsecured": {
        "bookings": SECURE, "badges": SECURE, "history": SECURE, "names": OPEN, "tonight": OPEN,
    },
    "greeter": {"badges": OPEN, "names": OPEN, "tonight": OPEN},
    "greeter-unsecured": {"badges": SECURE, "names": OPEN, "tonight": OPEN},
    "treasurer": {"mails": OPEN, "gifts": OPEN, "ledger": OPEN},
    "director without a second factor": dict.fromkeys(PLACES, SECURE),
}  # fmt: skip
"""What is not named is closed."""


@pytest.mark.parametrize("kind", SEES)
def test_each_sees_what_her_part_of_the_chapter_needs(world: World, kind: str) -> None:
    found = {}
    for place, address in PLACES.items():
        page = world.browsers[kind].get(address, follow=False)
        told = (
            page.status == 403
            and page.response.mimetype == PROBLEM
            and "two-step verification" in page.json["detail"].lower()
        )
        led = page.location.startswith("/account/secure") or told
        found[place] = SECURE if led else outcome(page)
    assert found == {place: SEES[kind].get(place, CLOSED) for place in PLACES}
