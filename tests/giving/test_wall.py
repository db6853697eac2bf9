"""The wall: what strangers wrote stands there after one of the chapter has read it, where that is wanted."""

import runpy
from typing import Any

import pytest
from sqlalchemy import select, text

from chapter import db
from chapter.giving import gift_list, queries
from chapter.giving.models import NOBODY, Gift, WallEntry
from chapter.giving.rules import drives
from chapter.moderation import rules as moderation
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.card_gifts import given, the_gift
from tests.giving.drives import a_drive, a_gift
from tests.house_rules import ROOT
from tests.payments.fake_stripe import FakeStripe

ABUSE = "Someone nasty"
PAGES = (
    "/give/", "/give/winter", "/give/winter.json", "/give/winter/meter", "/", "/feed.atom", "/sitemap.xml",
)  # fmt: skip
WRITTEN: list[dict[str, Any]] = [
    {"name": f"{ABUSE} is a thief"},
    {"anonymous": "y", "tribute": "honor", "tribute_name": ABUSE},
    {"anonymous": "y", "tribute": "memory", "tribute_name": ABUSE},
    {"anonymous": "y", "message": f"{ABUSE} again"},
]


def everywhere(client: Browser) -> str:
    return "".join(client.get(page).html for page in PAGES)


def moderated(gift: Gift, *, show: bool) -> None:
    with factories.a_writing():
        decide = moderation.approve if show else moderation.decline
        decide(db.session.get_one(Gift, gift.id), by=GUEST, now=TODAY)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda one: list(one)[-1])
def test_what_a_stranger_wrote_waits_is_shown_and_can_be_hidden(
    client: Browser, another: Browser, stripe: FakeStripe, written: dict[str, Any]
) -> None:
    a_drive()
    gift = given(client, stripe, **written)
    assert ABUSE not in everywhere(another)
    assert queries.wall(gift.drive) == [WallEntry(NOBODY)]
    assert [one.id for one in db.session.scalars(queries.gifts_waiting_for_wall())] == [gift.id]
    assert gift_list.count_waiting_for_wall() == 1
    moderated(gift, show=True)
    assert ABUSE in another.get("/give/winter").html
    assert gift_list.count_waiting_for_wall() == 0
    moderated(gift, show=False)
    assert ABUSE not in everywhere(another)
    assert queries.wall(gift.drive) == []
    assert gift_list.count_waiting_for_wall() == 0


def test_a_drive_that_does_not_hold_its_wall_shows_at_once_and_still_hides(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive(wall_held=False)
    gift = given(client, stripe, tribute="honor", tribute_name="Ines", message="For Ines")
    shown = another.get("/give/winter").html
    assert "Ana Lopez" in shown
    assert "in honor of Ines" in shown
    assert "For Ines" in shown
    assert gift_list.count_waiting_for_wall() == 0
    moderated(gift, show=False)
    assert "Ana Lopez" not in another.get("/give/winter").html


def test_a_chapter_that_begins_to_hold_its_wall_takes_down_what_nobody_read(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    drive = a_drive(wall_held=False)
    given(client, stripe)
    assert "Ana Lopez" in another.get("/give/winter").html
    with factories.a_writing():
        values = {**drives.editable_values(drive), "wall_held": True}
        drives.change_drive(drive, values, (), (), by=GUEST, now=TODAY)
    assert "Ana Lopez" not in another.get("/give/winter").html


def test_a_gift_of_someone_that_says_nothing_waits_for_nobody(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    given(client, stripe, anonymous="y")
    assert gift_list.count_waiting_for_wall() == 0


def test_what_the_office_enters_itself_stands_at_once(client: Browser) -> None:
    gift = a_gift(a_drive())
    assert "Halina Wolska" in client.get("/give/winter").html
    assert gift.approved_at == TODAY
    assert gift_list.count_waiting_for_wall() == 0


def test_who_gave_is_told_that_words_are_read_first(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    given(client, stripe)
    landed = f"/give/thanks?session_id={next(iter(stripe.sessions))}"
    assert "after one of us has read what you wrote" in client.get(landed).html
    moderated(the_gift(), show=True)
    assert "after one of us has read what you wrote" not in client.get(landed).html


def test_who_gave_is_not_promised_words_that_were_declined(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    given(client, stripe)
    moderated(the_gift(), show=False)
    landed = f"/give/thanks?session_id={next(iter(stripe.sessions))}"
    assert "after one of us has read what you wrote" not in client.get(landed).html


def test_the_treasurer_finds_what_waits_on_the_first_page(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    given(client, stripe, tribute="honor", tribute_name=ABUSE, anonymous="y")
    factories.sign_in(client, "treasurer")
    assert "One gift to review for the giver wall" in client.get("/office/").html
    assert "Ana Lopez" in client.get("/office/giving/gifts?state=words").html


def entered_by_hand() -> str:
    """What the migration does, by the names that columns have since 0047."""
    path = next((ROOT / "migrations" / "versions").glob("*_read_before_the_wall.py"))
    written = str(runpy.run_path(str(path))["ENTERED_BY_HAND"])
    return written.replace("shown_at", "approved_at").replace("hidden_at", "declined_at")


def test_an_upgrade_leaves_on_the_wall_what_the_office_entered(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    online = given(client, stripe).id
    by_hand = a_gift(drive).id
    with factories.a_writing():
        for gift in db.session.scalars(select(Gift)):
            gift.approved_at = gift.approved_by = None
        db.session.flush()
        db.session.execute(text(entered_by_hand()))
    db.session.expire_all()
    assert db.session.get_one(Gift, by_hand).approved_at == db.session.get_one(Gift, by_hand).paid_at
    assert db.session.get_one(Gift, online).approved_at is None
