"""Pages of a drive that are kept say what is true now: after a gift, words for the wall, an erasure."""

from collections.abc import Callable

import pytest

from chapter import db
from chapter.givers.rules import erasure
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.moderation import rules as moderation
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift

PAGES = ("/give/", "/give/winter", "/give/winter.json", "/give/winter/meter")


def seen(client: Browser, another: Browser) -> list[str]:
    """Each page as a first visitor gets it, who may be the one for whom it is made, and then as a second."""
    return [browser.get(page).html for browser in (client, another) for page in PAGES]


def shown(gift: Gift) -> None:
    moderation.approve(gift, by=GUEST, now=TODAY)


def erased(gift: Gift) -> None:
    erasure.redact_gifts([gift], now=TODAY)


def ended(gift: Gift) -> None:
    drives.switch_drive(gift.drive, seen=True, ended=True, by=GUEST, now=TODAY)


CHANGES: dict[str, tuple[Callable[[Gift], None], str, str]] = {
    "words": (shown, "cold Tuesday", ""),
    "erased": (erased, "", "Halina Wolska"),
    "ended": (ended, "has ended", "Other amount"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_seen_by_the_next_visitor(client: Browser, another: Browser, change: str) -> None:
    gift, (act, there, gone) = a_gift(a_drive(), 75_00), CHANGES[change]
    with factories.a_writing():
        gift.message = "For a cold Tuesday"
        gift.approved_at = None if there else TODAY
    before = "".join(seen(client, another))
    with factories.a_writing():
        act(db.session.get_one(Gift, gift.id))
    after = "".join(seen(client, another))
    if there:
        assert there not in before
        assert there in after
    if gone:
        assert gone in before
        assert gone not in after


def test_a_gift_is_on_every_meter_at_once(client: Browser, another: Browser) -> None:
    drive = a_drive()
    assert "$75" not in "".join(seen(client, another))
    a_gift(drive, 75_00)
    assert [("$75" in page or '"raised_cents":7500' in page) for page in seen(client, another)] == [True] * 8


def test_each_visitor_has_a_form_of_her_own(client: Browser, another: Browser) -> None:
    a_drive()
    pages = [browser.get("/give/winter") for browser in (client, client, another)]
    proofs = [page.soup.select_one("#give [name=csrf_token]") for page in pages]
    nonces = [page.soup.select_one("#give [name=nonce]") for page in pages]
    assert proofs[1] != proofs[2]
    assert len({str(nonce) for nonce in nonces}) == 3


def test_what_is_the_same_is_not_sent_again_and_keeps_its_headers(another: Browser) -> None:
    a_drive()
    for page in ("/give/", "/give/winter.json", "/give/winter/meter"):
        first, second = another.get(page), another.get(page)
        assert first.body == second.body
        for name in ("Content-Security-Policy", "Access-Control-Allow-Origin", "ETag"):
            assert first.headers.get(name) == second.headers.get(name)
        again = another.send("GET", page, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, again.body) == (304, b"")
