"""That mail does not leave is said in the office within two minutes, to those who can act with what to do; a
test mail says whether it leaves."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.gateways import Gateways
from chapter.gateways.smtp import Mailer
from chapter.mail import delivery
from chapter.mail.models import BULK, Mail
from chapter.office import emails
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_beat, sign_in
from tests.mail.conftest import Server, a_mail
from tests.mail.conftest import server as server
from tests.proof.processes import free_port

PAGES = "/office/", "/office/mails/", "/office/settings"


@pytest.fixture
def unreachable(app: Flask, outside: Gateways) -> None:
    """A mail server that nobody finds."""
    outside.mailer = Mailer("127.0.0.1", free_port())


@pytest.fixture
def not_set_up(app: Flask, outside: Gateways, monkeypatch: pytest.MonkeyPatch) -> None:
    """A production without a mail server."""
    monkeypatch.setitem(app.config, "CHAPTER_ENV", "production")


@pytest.mark.parametrize("address", PAGES)
def test_a_managing_director_reads_within_two_minutes_that_no_mail_leaves_and_what_to_do(
    unreachable: None, client: Browser, clock: MovableClock, address: str
) -> None:
    for _ in range(3):
        a_mail()
    delivery.send_due(now=TODAY)
    sign_in(client, "director")
    a_beat(clock.forward(minutes=2))
    page = client.get(address)
    assert "Emails are not being sent" in page.main
    assert "3 emails are waiting, the oldest since" in page.main
    assert "noon" in page.main
    assert "See that MAIL_URL names the right host and port" in page.main
    assert "by itself" not in page.main


def test_nobody_is_told_to_mend_the_installation_who_can_t(
    unreachable: None, client: Browser, clock: MovableClock
) -> None:
    a_mail()
    delivery.send_due(now=TODAY)
    clock.forward(minutes=2)
    sign_in(client, "events")
    for address in PAGES[:2]:
        page = client.get(address)
        assert "MAIL_URL" not in page.main
        assert "No emails are being sent right now" in page.main
    page = client.get("/office/mails/?state=waiting")
    assert "It will be sent when email works again." in page.main
    assert "MAIL_URL" not in page.main
    assert "MAIL_URL" not in page.follow("Hello").main


def test_a_try_that_failed_once_is_no_trouble_yet_and_none_when_mail_leaves_again(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    server.to_senders = "421 4.7.0 Busy"
    a_mail()
    delivery.send_due(now=TODAY)
    sign_in(client, "director")
    clock.forward(seconds=40)
    assert "Emails are not being sent" not in client.get("/office/").main
    server.to_senders = ""
    delivery.send_due(now=clock.forward(seconds=30))
    a_beat(clock.forward(minutes=5))
    assert client.get("/office/").h1 == "Nothing needs your attention."


def test_what_the_reader_s_own_server_puts_off_is_no_trouble_of_ours(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    server.answers["ana@example.test"] = "451 4.7.1 Greylisted"
    a_mail()
    delivery.send_due(now=TODAY)
    clock.forward(hours=3)
    sign_in(client, "director")
    assert "Emails are not being sent" not in client.get("/office/").main


def test_that_nobody_tries_is_said_too(server: Server, client: Browser, clock: MovableClock) -> None:
    a_mail()
    sign_in(client, "director")
    clock.forward(minutes=1, seconds=50)
    assert "Emails are not being sent" not in client.get("/office/").main
    a_beat(clock.forward(seconds=15))
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert "One email is waiting, since" in page.main
    assert "The background program has not tried to send them." in page.main


def test_while_the_background_program_is_off_its_own_row_says_how_many_wait(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    a_mail()
    a_mail()
    sign_in(client, "director")
    clock.forward(minutes=3)
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert "2 emails are waiting. Until it runs, no emails or reminders are sent" in page.main
    assert "Emails are not being sent" not in page.main


def test_while_many_leave_one_after_the_other_nothing_is_wrong(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    a_mail(urgency=BULK)
    left = a_mail()
    clock.forward(minutes=4)
    with db.writing():
        left.sent_at = clock.now()
    sign_in(client, "director")
    assert "Emails are not being sent" not in client.get("/office/").main


@pytest.mark.parametrize("address", PAGES)
def test_that_mail_is_not_set_up_is_said_with_what_waits_and_what_to_set(
    not_set_up: None, client: Browser, clock: MovableClock, address: str
) -> None:
    sign_in(client, "director")
    assert "The next email will have to wait." in client.get(address).main
    a_mail()
    delivery.send_due(now=TODAY)
    clock.forward(days=1)
    page = client.get(address)
    assert "Email is not set up" in page.main
    assert "One email is waiting, since" in page.main
    assert "Set MAIL_URL and MAIL_FROM" in page.main
    assert "none bounced" not in page.main


def test_a_test_mail_goes_to_her_alone_before_all_others_and_the_page_says_that_it_left(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    her = sign_in(client, "director")
    a_mail(now=TODAY - timedelta(hours=1))
    page = client.get("/office/mails/").form("/test").press("Send test")
    assert "Your test email is on its way." in page.main
    delivery.send_due(now=clock.now())
    first = server.mails[0]
    assert str(first["Subject"]) == "Test email"
    assert server.recipients[0] == [her.email]
    page = page.follow("Check again")
    assert "Your test email was sent." in page.main
    assert her.email in page.main
    mail = db.first_or_404(select(Mail).where(Mail.kind == emails.TEST_MAIL))
    entry = db.first_or_404(select(Entry).where(Entry.verb == "sent a test mail"))
    assert (entry.actor_person_id, entry.record_id) == (her.id, mail.id)


def test_a_test_mail_that_fails_says_what_the_server_said_and_is_not_tried_again(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    sign_in(client, "director")
    server.to_senders = "550 5.7.1 Not your address"
    client.get("/office/mails/").form("/test").press("Send test")
    delivery.send_due(now=clock.now())
    page = client.get("/office/mails/")
    assert "Your test email was not sent." in page.main
    assert "Not your address" in page.main
    assert "Set MAIL_FROM to an address" in page.main
    server.to_senders = ""
    assert delivery.send_due(now=clock.forward(hours=1)) == 0


def test_a_test_mail_that_nobody_takes_says_that_the_worker_is_not_there(
    server: Server, client: Browser, clock: MovableClock
) -> None:
    sign_in(client, "director")
    client.get("/office/mails/").form("/test").press("Send test")
    clock.forward(minutes=1)
    assert "Check that the background program runs" in client.get("/office/mails/").main


def test_six_test_mails_an_hour_are_enough(server: Server, client: Browser, clock: MovableClock) -> None:
    sign_in(client, "director")
    for _ in range(7):
        page = client.get("/office/mails/").form("/test").press()
    assert "You sent six test emails in one hour." in page.text
    assert len(db.session.scalars(select(Mail).where(Mail.kind == emails.TEST_MAIL)).all()) == 6


def test_without_a_server_no_test_mail_is_written(not_set_up: None, client: Browser) -> None:
    sign_in(client, "director")
    page = client.get("/office/mails/").form("/test").press()
    assert "No mail server is set up yet" in page.text
    assert db.first(select(Mail)) is None


def test_the_demo_says_that_a_test_mail_was_kept(app: Flask, client: Browser, clock: MovableClock) -> None:
    sign_in(client, "director")
    client.get("/office/mails/").form("/test").press()
    delivery.send_due(now=clock.now())
    assert "Your test email was kept here." in client.get("/office/mails/").main


@pytest.mark.parametrize("role", ["events", "volunteers", "treasurer", "comms", "member"])
def test_only_a_managing_director_sends_one(client: Browser, role: str) -> None:
    sign_in(client, role)
    if role != "member":
        assert "Send test" not in client.get("/office/mails/").main
    assert client.post("/office/mails/test").status == 403
