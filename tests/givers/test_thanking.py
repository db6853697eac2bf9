"""Thanks for a gift leave once, unless somebody wants to thank as well; the wall shows what stands there."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.giving import gift_list
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.card_gifts import give, pay, the_gift
from tests.giving.drives import a_drive, a_gift
from tests.payments.fake_stripe import FakeStripe


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer."""
    factories.sign_in(client, "treasurer")
    return client


def thanks() -> list[str]:
    """The words that left."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail.text).where(Mail.kind == "giving.thanks").order_by(Mail.id)))


def test_the_second_who_thanks_is_told_who_did_and_may_thank_as_well(
    office: Browser, another: Browser
) -> None:
    gift = a_gift(a_drive())
    factories.sign_in(another, "director")
    page = f"/office/giving/gifts/{gift.public_id}"
    mine, hers = (browser.get(page).form("/thanks") for browser in (office, another))
    assert mine.fill(said="From the treasurer").press("Thank").status == 200
    told = hers.fill(said="From the director").press("Thank")
    assert told.status == 422
    name = db.session.scalars(select(Entry).where(Entry.verb == "thanked")).one()
    assert name.actor_person_id is not None
    assert "thanked Halina Wolska on" in told.main
    assert "so your message was not sent" in told.main
    assert len(thanks()) == 1
    assert told.form("/thanks")["said"] == "From the director"
    assert told.form("/thanks").press("Thank again").status == 200
    assert len(thanks()) == 2


def test_thanks_pressed_twice_leave_once(office: Browser) -> None:
    gift = a_gift(a_drive())
    form = office.get(f"/office/giving/gifts/{gift.public_id}").form("/thanks").fill(said="Thank you")
    assert [form.press("Thank").status for _ in range(2)] == [200, 200]
    assert len(thanks()) == 1


def test_who_thanked_stands_on_the_page(office: Browser) -> None:
    gift = a_gift(a_drive())
    page = office.get(f"/office/giving/gifts/{gift.public_id}").form("/thanks").fill(said="Hi").press("Thank")
    assert "Thanked by" in page.main


def wall(office: Browser, gift: Gift, stands: str = "") -> str:
    """Saves the wall's form, changed or untouched; how the gift stands then."""
    form = office.get(f"/office/giving/gifts/{gift.public_id}").form("/wall")
    page = (form.fill(stands=stands) if stands else form).press("Save")
    assert page.status == 200
    return page.form("/wall")["stands"]


def test_an_untouched_save_changes_nothing_on_the_wall(office: Browser) -> None:
    gift = a_gift(a_drive())
    assert wall(office, gift) == "shown"
    assert "Halina Wolska" in office.get("/give/winter").main
    verbs = set(db.session.scalars(select(Entry.verb)))
    assert not verbs & {"showed on the wall", "took from the wall"}
    assert wall(office, gift, "hidden") == "hidden"
    assert wall(office, gift) == "hidden"
    assert "Halina Wolska" not in office.get("/give/winter").main


def test_an_anonymous_tribute_is_hidden_and_shown_again_by_name_in_the_log(
    office: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive(wall_held=False)
    give(another, anonymous="y", tribute="honor", tribute_name="somebody nasty")
    another.post("/give/thanks", session_id=pay(stripe))
    assert "somebody nasty" in another.get("/give/winter").main
    assert wall(office, the_gift(), "hidden") == "hidden"
    assert "somebody nasty" not in another.get("/give/winter").main
    page = office.get(f"/office/giving/gifts/{the_gift().public_id}")
    assert "Hidden by" in page.main
    assert wall(office, the_gift(), "shown") == "shown"
    assert "somebody nasty" in another.get("/give/winter").main
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    done = [(one.verb, one.actor_kind) for one in entries if "wall" in one.verb]
    assert done == [("took from the wall", "person"), ("showed on the wall", "person")]


WAITING = [
    ({}, True),
    ({"anonymous": "y"}, False),
    ({"anonymous": "y", "tribute": "honor", "tribute_name": "Ines"}, True),
    ({"anonymous": "y", "message": "For a cold Tuesday"}, True),
]


@pytest.mark.parametrize(("typed", "waits"), WAITING)
def test_whatever_a_giver_typed_waits_where_the_chapter_wants_it(
    office: Browser, another: Browser, stripe: FakeStripe, typed: dict[str, str], waits: bool
) -> None:
    a_drive()
    give(another, **typed)
    another.post("/give/thanks", session_id=pay(stripe))
    assert gift_list.count_waiting_for_wall() == int(waits)
    assert the_gift().wall_state == ("waits" if waits else "shown")
    if waits:
        assert wall(office, the_gift()) == "waits"
        assert "Ana Lopez" in office.get("/office/giving/gifts?state=words").main
        assert wall(office, the_gift(), "shown") == "shown"
        assert gift_list.count_waiting_for_wall() == 0


def test_what_the_office_typed_itself_waits_for_nobody(office: Browser) -> None:
    gift = a_gift(a_drive())
    assert (gift.wall_state, gift_list.count_waiting_for_wall()) == ("shown", 0)
    assert gift.approved_at == TODAY
