"""A gift that was entered incorrectly is corrected, one that never came is voided; nothing of it is lost."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.givers import queries as givers_queries
from chapter.givers import year_end_statements
from chapter.givers.models import SoftCredit
from chapter.givers.rules import cards, soft_credits, thank_yous
from chapter.giving import queries
from chapter.giving.models import Drive, Gift
from chapter.mail.models import Mail
from chapter.moderation import rules as moderation
from chapter.offline_gifts.rules import corrections
from chapter.offline_gifts.rules import entry as offline_gifts_entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.receipts import Receipt
from chapter.people.models import Person
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser, Page
from tests.factories import GUEST, TODAY
from tests.giving.card_gifts import given
from tests.giving.drives import a_drive, a_gift
from tests.payments.fake_stripe import FakeStripe
from tests.races import writing_at_once

ADDRESS = "/office/giving/gifts"


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer."""
    factories.sign_in(client, "treasurer")
    return client


def delivered() -> None:
    """Every mail that waits has left."""
    with factories.a_writing():
        for mail in db.session.scalars(select(Mail).where(Mail.withdrawn_at.is_(None))):
            mail.sent_at = TODAY


def mails() -> list[tuple[str, str]]:
    """(kind, address) of each mail that has not been withheld, in their order."""
    db.session.rollback()
    kept = select(Mail).where(Mail.withdrawn_at.is_(None)).order_by(Mail.id)
    return [(mail.kind, mail.to_address) for mail in db.session.scalars(kept)]


def correct(office: Browser, gift: Gift, **more: str) -> Page:
    """Opens the form of ``gift``, changes what is wrong, presses."""
    page = office.get(f"{ADDRESS}/{gift.public_id}").follow("Correct")
    return page.form("/correct").fill(why="A zero too many", **more).press("Correct")


def void(office: Browser, gift: Gift) -> Page:
    page = office.get(f"{ADDRESS}/{gift.public_id}").follow("Void")
    return page.form("/void").fill(why="The check bounced").press("Void gift")


def raised(client: Browser) -> int:
    return int(client.get("/give/winter.json").json["raised_cents"])


def test_a_check_of_100_that_was_entered_as_1000_is_corrected_in_one_step(office: Browser) -> None:
    wrong = a_gift(a_drive(), 1_000_00)
    page = correct(office, wrong, amount="100")
    assert page.status == 200
    assert "$100" in page.h1
    assert raised(office) == 100_00
    assert office.get("/give/winter.json").json["gifts"] == 1
    rows = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    assert [(row.kind, row.amount_cents) for row in rows] == [
        ("came", 1_000_00), ("reversal", 1_000_00), ("came", 100_00),
    ]  # fmt: skip
    old, new = db.session.scalars(select(Receipt).order_by(Receipt.number)).all()
    assert old.voided_at is not None
    assert (new.replaces_id, new.snapshot["paid_cents"], new.voided_at) == (old.id, 100_00, None)
    assert "entered incorrectly" in office.get(f"/give/receipt/{old.token}").main
    shown = office.get(f"{ADDRESS}/{wrong.public_id}")
    assert "A zero too many" in shown.main
    assert "$100 from Halina Wolska" in shown.main


def test_what_was_corrected_is_no_double_in_any_list(office: Browser) -> None:
    wrong = a_gift(a_drive(), 1_000_00)
    correct(office, wrong, amount="100")
    person = db.session.scalars(select(Person).where(Person.name == "Halina Wolska")).one()
    assert givers_queries.income_by_giver([person.id]) == {person.id: {"usd": 100_00}}
    assert year_end_statements.statement_of(person, TODAY.year).total == "$100"
    page = office.get(f"/office/giving/givers/{person.public_id}")
    assert "$100 in 1 gift" in page.main
    assert "Voided" in page.main
    listed = office.get("/office/giving/gifts")
    assert "Voided" in listed.main
    assert "1 gift" in office.get("/office/giving/gifts?state=voided").main
    assert "1 gift" not in office.get("/office/giving/gifts?state=returned").main
    assert office.get("/give/winter").main.count("Halina Wolska") == 1


def test_a_bounced_check_is_voided_and_leaves_meter_wall_and_statement(office: Browser) -> None:
    drive = a_drive()
    gift = a_gift(drive, 75_00)
    with factories.a_writing():
        book = db.session.get_one(Payment, 1)
        person = db.session.get_one(Person, gift.person_id)
        assert book.amount_cents == 75_00
    page = void(office, gift)
    assert "The gift was voided." in page.text
    assert "The check bounced" in page.main
    assert queries.figures(drive) == queries.Figures(0, 0, 0)
    assert "Halina Wolska" not in office.get("/give/winter").main
    assert year_end_statements.statement_of(person, TODAY.year).receipts == []
    assert not page.has_form("/thanks")
    assert not page.has_form("/wall")
    entry = office.get("/office/giving/gifts?state=voided")
    assert "Halina Wolska" in entry.main


def test_a_thing_that_never_came_is_voided_too(office: Browser) -> None:
    drive = a_drive()
    with factories.a_writing():
        came = OfflineInput(0, "Halina Wolska", "", "a sewing machine")
        gift = offline_gifts_entry.record_gift(
            drive, came, method="in_kind", received_on=TODAY.date(), nonce="a-thing-1", by=GUEST, now=TODAY
        )
    void(office, gift)
    assert queries.figures(drive) == queries.Figures(0, 0, 0)
    assert db.session.scalars(select(Receipt)).one().voided_at is not None
    assert db.session.scalars(select(LedgerEntry)).all() == []


def test_without_a_receipt_that_left_nobody_is_told(office: Browser) -> None:
    gift = a_gift(a_drive(), 75_00)
    page = office.get(f"{ADDRESS}/{gift.public_id}/void")
    assert "No one is told" in page.main
    void(office, gift)
    assert mails() == []


def test_who_has_the_receipt_by_email_is_told_that_it_holds_no_more(office: Browser) -> None:
    gift = a_gift(a_drive(), 75_00)
    delivered()
    page = office.get(f"{ADDRESS}/{gift.public_id}/void")
    assert "What we tell Halina Wolska" in page.main
    assert "We sent you a receipt for $75 to Winter coats." in page.main
    void(office, gift)
    assert mails() == [("giving.receipt", "halina@example.test"), ("giving.voided", "halina@example.test")]


def test_a_correction_mails_the_corrected_receipt_where_the_first_had_left(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    delivered()
    assert "recorded your gift incorrectly" in office.get(f"{ADDRESS}/{gift.public_id}/correct").main
    correct(office, gift, amount="100")
    assert mails()[1:] == [("giving.corrected", "halina@example.test")]


def test_a_correction_mails_an_ordinary_receipt_where_none_had_left(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    correct(office, gift, amount="100")
    assert mails() == [("giving.receipt", "halina@example.test")]


def test_a_receipt_that_went_to_the_wrong_address_leads_nobody_to_the_right_one(office: Browser) -> None:
    gift = a_gift(a_drive(), 75_00, "Halina Wolska", email="stranger@example.test")
    delivered()
    correct(office, gift, name="Bea Olszewska", email="bea@example.test")
    assert mails()[1:] == [("giving.receipt", "bea@example.test"), ("giving.voided", "stranger@example.test")]
    old = db.session.scalars(select(Receipt).order_by(Receipt.number)).first()
    assert old is not None
    assert "took its place" not in office.get(f"/give/receipt/{old.token}").main


def test_what_others_did_with_the_gift_comes_along(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    other = factories.a_person("Stanislaw Wolski", "stanislaw@example.test")
    with factories.a_writing():
        gift = db.session.get_one(Gift, gift.id)
        gift.message = "For a cold Tuesday"
        soft_credits.add_soft_credit(gift, other, by=GUEST, now=TODAY)
        thank_yous.send_thanks(gift, "Thank you", by=other, now=TODAY)
        moderation.decline(gift, by=GUEST, now=TODAY)
    correct(office, gift, amount="100")
    made = db.session.scalars(select(Gift).where(Gift.corrects_id == gift.id)).one()
    assert (made.message, made.thanked_by, made.wall_state) == ("For a cold Tuesday", other.id, "hidden")
    assert db.session.scalars(select(SoftCredit.gift_id)).all() == [made.id]


def test_a_card_that_left_is_not_sent_again_for_a_corrected_gift(office: Browser) -> None:
    drive = a_drive()
    tribute = {"tribute": "memory", "tribute_name": "Rosa Diaz", "card_email": "family@example.test"}
    page = office.get("/office/giving/offline").form("/offline")
    made = page.fill(drive="1", name="Halina Wolska", amount="1000", **tribute).press("Enter gift")
    assert made.status == 200
    with factories.a_writing():
        cards.send_cards(now=TODAY)
    gift = db.session.scalars(select(Gift)).one()
    assert correct(office, gift, amount="100").status == 200
    with factories.a_writing():
        assert cards.send_cards(now=TODAY + timedelta(days=1)) == 0
    assert queries.figures(drive).raised_cents == 100_00


def test_a_correction_may_move_the_gift_to_another_drive(office: Browser) -> None:
    wrong, right = a_drive(), a_drive(slug="spring", title="Spring")
    gift = a_gift(wrong, 75_00)
    correct(office, gift, drive=str(right.id))
    assert queries.figures(wrong).raised_cents == 0
    assert queries.figures(right).raised_cents == 75_00


def test_a_correction_that_is_not_right_keeps_what_was_typed_and_changes_nothing(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    page = correct(office, gift, amount="a hundred")
    assert page.status == 422
    assert page.form("/correct")["amount"] == "a hundred"
    assert page.form("/correct")["why"] == "A zero too many"
    assert raised(office) == 1_000_00
    assert db.session.scalars(select(Gift.voided_at)).one() is None


def test_pressed_twice_it_is_corrected_once(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    form = office.get(f"{ADDRESS}/{gift.public_id}/correct").form("/correct").fill(amount="100", why="Typo")
    pages = [form.press("Correct") for _ in range(2)]
    assert [page.status for page in pages] == [200, 200]
    assert pages[0].url == pages[1].url
    assert raised(office) == 100_00
    assert len(db.session.scalars(select(Gift)).all()) == 2


def test_pressed_twice_it_is_voided_once(office: Browser) -> None:
    gift = a_gift(a_drive(), 75_00)
    form = office.get(f"{ADDRESS}/{gift.public_id}/void").form("/void").fill(why="Bounced")
    form.press("Void")
    assert "already voided this gift. Nothing was done twice." in form.press("Void").text
    assert raised(office) == 0


def test_the_second_treasurer_is_told_that_it_was_corrected_and_loses_nothing(office: Browser) -> None:
    gift = a_gift(a_drive(), 1_000_00)
    second = office.get(f"{ADDRESS}/{gift.public_id}/correct").form("/correct").fill(amount="10", why="Mine")
    correct(office, gift, amount="100")
    page = second.press("Correct")
    assert page.status == 422
    assert "already voided this gift. Nothing changed." in page.text
    assert page.form("/correct")["amount"] == "10"
    assert raised(office) == 100_00


def test_two_treasurers_at_once_correct_it_once(app: Flask) -> None:
    number = a_gift(a_drive(), 1_000_00).id

    def corrects(cents: int) -> None:
        found = db.session.get_one(Gift, number)
        corrections.correct_gift(
            found, db.session.get_one(Drive, 1), OfflineInput(cents, "Halina Wolska"), method="check",
            received_on=TODAY.date(), nonce=f"of-{cents}-cents", why="Typo", by=GUEST, now=TODAY,
        )  # fmt: skip

    done = writing_at_once(app, partial(corrects, 100_00), partial(corrects, 10_00))
    assert sum(isinstance(one, Refused) for one in done) == 1
    kinds = db.session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all()
    assert kinds == ["came", "reversal", "came"]


def test_what_was_paid_online_is_refunded_and_not_voided(office: Browser, stripe: FakeStripe) -> None:
    a_drive()
    gift = given(office, stripe)
    page = office.get(f"{ADDRESS}/{gift.public_id}")
    assert "Void" not in page.links()
    for name in ("void", "correct"):
        assert office.get(f"{ADDRESS}/{gift.public_id}/{name}").status == 404
        assert office.post(f"{ADDRESS}/{gift.public_id}/{name}", why="No").status == 404


@pytest.mark.parametrize("press", [void, lambda office, gift: correct(office, gift, amount="100")])
def test_the_log_says_who_did_it_and_why(office: Browser, press: Callable[[Browser, Gift], Page]) -> None:
    press(office, a_gift(a_drive(), 1_000_00))
    factories.sign_in(office, "director")
    said = office.get("/office/log/").main
    assert "voided the gift of" in said
    assert "The check bounced" in said or "A zero too many" in said
