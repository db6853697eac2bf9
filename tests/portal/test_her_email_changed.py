"""Another email to sign in with: proved by the new mailbox, stopped or taken back by the old one."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, Session
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import deletion_requests, email_changes, one_use_links
from chapter.audit import Entry
from chapter.authentication import device_cookies
from chapter.mail import queries as mails
from chapter.mail import rules as mail
from chapter.mail import suppression
from chapter.mail.consents import NEWS, WELCOME
from chapter.mail.models import Mail
from chapter.people.verification import TYPED
from chapter.portal import contact_changes as portal
from chapter.privacy import exports
from chapter.privacy.queries import data_of
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_account, an_event, sign_in
from tests.portal.email_changes import DAY, NEW, OLD, a_change, asks, her_gift, last_change, made
from tests.privacy.erasing import erase_people
from tests.shifts.shifts import a_shift, takes


@pytest.fixture
def ana(app: Flask) -> Account:
    return an_account(person=factories.a_person("Ana Lopez", OLD))


class TestConfirming:
    def test_the_link_is_good_for_a_day_and_while_the_address_is_free(
        self, ana: Account, clock: MovableClock
    ) -> None:
        change = a_change(ana)
        with pytest.raises(Refused, match="has expired"), db.writing():
            portal.confirm_email_change(change, now=TODAY + DAY)
        an_account(person=factories.a_person("Bea Quick", NEW))
        with pytest.raises(Refused, match="Someone else signs in"), db.writing():
            portal.confirm_email_change(change, now=TODAY)
        assert ana.email == OLD

    def test_browsers_and_mailed_links_of_the_old_address_end(
        self, ana: Account, client: Browser, another: Browser
    ) -> None:
        sign_in(client, account=ana)
        sign_in(another, account=ana)
        with db.writing():
            reset = one_use_links.issue("reset", OLD, now=TODAY, account=ana)
            leaving = deletion_requests.request(ana, now=TODAY)
        asks(client)
        page = client.get(f"/account/email/new/{last_change().token}").form("/new/").press()
        assert f"You now sign in as {NEW}" in page.text
        assert client.get("/me/", follow=False).status == 200, "the browser in which she pressed stays"
        assert another.get("/me/", follow=False).status == 302
        db.session.expire_all()
        assert not reset.works(TODAY)
        assert not leaving.open
        assert len([one for one in db.session.scalars(select(Session)) if one.ended_at is None]) == 1

    def test_a_browser_that_was_known_is_known_no_more(self, ana: Account, app: Flask) -> None:
        with app.test_request_context():
            kept = device_cookies._new(ana)
            assert device_cookies._is_of(kept, ana)
        made(a_change(ana))
        with app.test_request_context():
            assert not device_cookies._is_of(kept, ana)

    def test_what_is_ahead_follows_and_receipts_stay(self, ana: Account, app: Flask) -> None:
        person = ana.person
        ahead = a_booking(an_event(), name=person.name, email=OLD, person=person)
        shift, gift = takes(a_shift(), person), her_gift(ana)
        typed = a_booking(an_event(), name=person.name, email=OLD, proof=TYPED)
        token = ahead.token
        made(a_change(ana))
        db.session.expire_all()
        assert [one.email for one in (ahead, shift, gift)] == [NEW, NEW, NEW]
        assert ahead.token != token, "the link in the old mailbox opens nothing"
        assert typed.email == OLD, "what was only typed is not hers"
        waits = select(Mail).where(Mail.kind.in_(["events.confirmed", "volunteering.confirmed"]))
        hers = [
            one
            for one in db.session.scalars(waits)
            if one.person_id == person.id and one.about_id != typed.id
        ]
        assert {one.to_address for one in hers} == {NEW}, "what has not left yet leaves to the new address"

    def test_what_she_agreed_to_moves_along_and_a_no_of_the_new_address_stays(self, ana: Account) -> None:
        with db.writing():
            mail.record_choices(OLD, [NEWS], given=True, source="test", now=TODAY)
            mail.record_choices(OLD, [WELCOME], given=True, source="test", now=TODAY)
            mail.record_choices(NEW, [WELCOME], given=False, source="test", now=TODAY)
        made(a_change(ana))
        assert mails.agrees(NEW, NEWS)
        assert not mails.agrees(NEW, WELCOME)

    def test_a_bounce_of_the_old_address_does_not_stick_to_the_new_one(self, ana: Account) -> None:
        with db.writing():
            suppression.suppress(OLD, now=TODAY)
            suppression.suppress(NEW, now=TODAY)
        made(a_change(ana))
        assert set(suppression.suppressed([OLD, NEW])) == {OLD}, (
            "the press behind the link proved that it works"
        )

    def test_the_log_says_it_and_the_security_log_without_the_address(
        self, ana: Account, caplog: Any, capsys: Any
    ) -> None:
        made(a_change(ana))
        verbs = list(
            db.session.scalars(select(Entry.verb).where(Entry.record_kind == "accounts").order_by(Entry.id))
        )
        assert verbs[-2:] == ["asked for another email", "changed email"]
        lines = [line for line in capsys.readouterr().out.splitlines() if '"email_changed"' in line]
        assert lines
        assert NEW not in "".join(lines)

    def test_her_data_tell_of_it(self, ana: Account) -> None:
        made(a_change(ana))
        told = exports.as_tables(data_of(ana))
        assert told["email_changes"][0]["email_after"] == NEW


class TestTheOldAddress:
    def test_it_stops_what_has_not_been_made(self, ana: Account, client: Browser) -> None:
        change = a_change(ana)
        page = client.get(f"/account/email/back/{change.back_token}")
        assert last_change().ended_at is None, "a GET changes nothing"
        assert page.form("/back/").press().h1 == "The change was stopped"
        with pytest.raises(Refused, match="has expired"):
            made(change)

    def test_it_takes_a_change_back_for_a_week_whatever_was_changed_since(
        self, ana: Account, client: Browser, another: Browser
    ) -> None:
        booking = a_booking(an_event(), name=ana.person.name, email=OLD, person=ana.person)
        first = a_change(ana)
        made(first)
        second = a_change(ana, "thief@new.test")
        made(second)
        sign_in(another, account=ana)
        page = client.get(f"/account/email/back/{first.back_token}").form("/back/").press()
        assert page.h1 == f"Your email is {OLD} again"
        db.session.expire_all()
        assert (ana.email, ana.person.email, booking.email) == (OLD, OLD, OLD)
        assert another.get("/me/", follow=False).status == 302
        assert ana.password_hash is None, "whoever changed it may know the password"
        assert not second.can_go_back(TODAY)
        assert accounts_queries.account_by_email("thief@new.test") is None

    def test_after_a_week_it_is_too_late(self, ana: Account, client: Browser, clock: MovableClock) -> None:
        change = a_change(ana)
        made(change)
        clock.forward(days=7)
        page = client.get(f"/account/email/back/{change.back_token}")
        assert page.h1 == "This link no longer works"
        assert not page.soup.select("main form")

    def test_the_link_to_the_new_address_is_not_the_one_to_the_old(
        self, ana: Account, client: Browser
    ) -> None:
        change = a_change(ana)
        for path in (f"/account/email/back/{change.token}", f"/account/email/new/{change.back_token}"):
            assert client.get(path).status == 404


def test_erasure_and_time_leave_no_address(ana: Account) -> None:
    a_change(ana)
    with db.writing():
        email_changes.forget_old(now=TODAY + timedelta(days=29))
    assert last_change()
    with db.writing():
        erase_people(ana.person)
    assert db.first(select(EmailChange)) is None


class TestHerName:
    def test_a_new_name_stands_on_what_is_ahead_and_not_on_what_is_over(
        self, ana: Account, client: Browser
    ) -> None:
        sign_in(client, account=ana)
        ahead = a_booking(an_event(), name="Ana Lopez", email=OLD, person=ana.person)
        other = a_booking(an_event(), name="Ana’s aunt", email=OLD, person=ana.person)
        over = a_booking(an_event(), name="Ana Lopez", email=OLD, person=ana.person)
        with db.writing():
            over.event.ends_at = TODAY - DAY
        shift, gift = takes(a_shift(), ana.person), her_gift(ana)
        page = (
            client.get("/account").follow("Edit your name").form("/me/profile").fill(name="Ana Reyes").press()
        )
        assert page.status == 200
        db.session.expire_all()
        assert [one.name for one in (ana.person, ahead, shift)] == ["Ana Reyes"] * 3
        assert [one.name for one in (other, over, gift)] == ["Ana’s aunt", "Ana Lopez", "Ana Lopez"]
