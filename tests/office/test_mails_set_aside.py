"""A failed mail that was taken back, or that somebody sets aside, is neither counted nor sent again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings.models import Rsvp
from chapter.events_office.rules import bookings
from chapter.mail import queries, rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.refusal import Refused
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in
from tests.mail.conftest import fresh

REASON = "550 5.1.1 No such mailbox here"


def failed(subject: str = "Your seats", kind: str = "events.message", **values: Any) -> Mail:
    with db.writing():
        mail = rules.queue(Letter(kind, subject, "Hello.\n"), to=("Ana", "ana@example.test"), now=TODAY)
        mail.failed_at, mail.failure, mail.attempts = TODAY, REASON, 1
        for name, value in values.items():
            setattr(mail, name, value)
    return mail


def lost() -> list[str]:
    return [mail.subject for mail in db.session.scalars(queries.failed())]


def a_lost_confirmation() -> tuple[Rsvp, Mail]:
    booking = a_booking(an_event(), name="Ana Ruiz", email="wrong@example.test")
    mail = db.session.scalars(select(Mail).where(Mail.to_key == "wrong@example.test")).one()
    with db.writing():
        mail.failed_at, mail.failure, mail.attempts = TODAY, REASON, 1
    return booking, mail


def correct(booking: Rsvp) -> None:
    with db.writing():
        details = replace(bookings.details_of(booking), email="right@example.test")
        bookings.change(booking, details, by=GUEST, now=TODAY + timedelta(minutes=1))


def test_a_confirmation_that_failed_is_taken_back_when_the_booking_s_email_is_corrected(
    app: Flask, client: Browser
) -> None:
    booking, mail = a_lost_confirmation()
    sign_in(client, "director")
    assert "not delivered" in client.get("/office/").main
    correct(booking)
    assert lost() == []
    assert "not delivered" not in client.get("/office/").main
    assert "All emails were delivered" in client.get("/office/mails/").main
    assert mail.subject in client.get("/office/mails/?state=withdrawn").main
    page = client.get(f"/office/mails/{mail.public_id}")
    assert "Canceled." in page.main
    assert REASON in page.main
    assert page.all('form[action$="/again"]') == []


def test_send_it_again_says_no_to_what_was_taken_back_while_she_looked(app: Flask, client: Browser) -> None:
    booking, mail = a_lost_confirmation()
    sign_in(client, "director")
    form = client.get("/office/mails/").form("/again")
    correct(booking)
    page = form.press()
    assert "This email was canceled or archived in the meantime, so it won’t be sent again." in page.text
    assert "on its way" not in page.text
    mail = fresh(mail)
    assert (mail.failed_at, mail.withdrawn_at) == (TODAY, TODAY + timedelta(minutes=1))
    assert db.first(select(Entry).where(Entry.verb.startswith("sent"), Entry.record_kind == "mails")) is None


@pytest.mark.parametrize("state", [{"withdrawn_at": TODAY}, {"failed_at": None}, {"blanked_at": TODAY}])
def test_only_what_is_lost_is_sent_again(app: Flask, state: dict[str, Any]) -> None:
    mail = failed(**state)
    with pytest.raises(Refused), db.writing():
        rules.send_again(mail, to="ana@example.test", now=TODAY)


def test_a_mail_that_is_released_has_failed_as_before(app: Flask) -> None:
    kept, aside = failed("Kept"), failed("Aside")
    with db.writing():
        rules.set_aside(aside, now=TODAY)
        rules.withdraw(Mail.id == kept.id, now=TODAY)
        assert rules.withdraw(Mail.id == aside.id, now=TODAY) == 0
    with db.writing():
        rules.release(Mail.kind == "events.message", since=TODAY, until=TODAY)
    assert lost() == ["Kept"]
    assert (fresh(kept).failure, fresh(aside).failure) == (REASON, rules.SET_ASIDE)


@pytest.mark.parametrize("address", ["/office/mails/", "/office/mails/{}"])
def test_set_aside_it_leaves_the_list_and_today_and_the_log_keeps_the_reason(
    app: Flask, client: Browser, address: str
) -> None:
    mail = failed()
    me = sign_in(client, "events")
    assert "not delivered" in client.get("/office/").main
    page = client.get(address.format(mail.public_id)).form("/set-aside").press("Archive")
    assert "Archived. You’ll find it" in page.text
    assert "All emails were delivered" in page.main
    assert "not delivered" not in client.get("/office/").main
    listed = client.get("/office/mails/?state=withdrawn").main
    assert mail.subject in listed
    assert "A staff member archived it." in listed
    assert "A staff member archived it." in client.get(f"/office/mails/{mail.public_id}").main
    entry = db.first_or_404(select(Entry).where(Entry.verb == "set aside"))
    assert (entry.actor_person_id, entry.why, entry.record_id) == (me.id, REASON, mail.id)


def test_one_whose_words_are_gone_can_be_set_aside_too(app: Flask, client: Browser) -> None:
    mail = failed(text="", blanked_at=TODAY + timedelta(days=30))
    sign_in(client, "events")
    client.get(f"/office/mails/{mail.public_id}").form("/set-aside").press("Archive")
    assert lost() == []


def test_set_aside_twice_or_after_it_was_sent_again_it_says_no(app: Flask, client: Browser) -> None:
    mail = failed()
    sign_in(client, "events")
    form = client.get("/office/mails/").form("/set-aside")
    again = client.get("/office/mails/").form("/again")
    again.press()
    assert "This email was sent in the meantime" in form.press().text
    assert fresh(mail).withdrawn_at is None
    with db.writing():
        fresh(mail).failed_at = TODAY
    form.press()
    assert "canceled or archived in the meantime" in form.press().text
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "set aside")).all()) == 1


def test_whoever_may_not_read_a_mail_does_not_set_it_aside(app: Flask, client: Browser) -> None:
    mail = failed(kind="giving.receipt")
    sign_in(client, "events")
    assert client.post(f"/office/mails/{mail.public_id}/set-aside").status == 404
    assert lost() == ["Your seats"]
