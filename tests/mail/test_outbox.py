"""The outbox: what is written with its cause leaves once, later, or never, and says why."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.gateways import Gateways
from chapter.gateways.smtp import Mailer
from chapter.mail import delivery, rendering, rules, suppression
from chapter.mail.models import BULK, Mail, Suppression
from chapter.mail.rules import Letter
from tests import factories
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.mail.conftest import Server
from tests.proof.stage import free_port


def a_mail(text: str = "Dear Ana,\n\nHello.\n", *, to: str = "ana@example.test", **more: Any) -> Mail:
    """A mail in the outbox."""
    name = more.pop("name", "Ana")
    subject, urgency = more.pop("subject", "Hello"), more.pop("urgency", 0)
    with db.writing():
        return rules.queue(
            Letter("test.hello", subject, text, urgency=urgency),
            to=(name, to),
            now=more.pop("now", TODAY),
            **more,
        )


def fresh(mail: Mail) -> Mail:
    """The row as it is now."""
    db.session.expire_all()
    return db.session.get_one(Mail, mail.id)


def sent_subjects(server: Server) -> list[str]:
    return [str(mail["Subject"]) for mail in server.mails]


def test_a_mail_that_is_due_is_handed_over_once(server: Server) -> None:
    mail = a_mail()
    assert delivery.sweep(now=TODAY) == 1
    assert delivery.sweep(now=TODAY + timedelta(hours=1)) == 0
    assert sent_subjects(server) == ["Hello"]
    mail = fresh(mail)
    assert mail.sent_at is not None
    assert mail.leased_until is None


def test_a_mail_that_is_not_due_yet_waits(server: Server) -> None:
    a_mail(due=TODAY + timedelta(hours=3))
    assert delivery.sweep(now=TODAY) == 0
    assert delivery.sweep(now=TODAY + timedelta(hours=3)) == 1


def test_what_was_rolled_back_is_not_mailed(server: Server) -> None:
    def refused() -> None:
        with db.writing():
            rules.queue(Letter("test.hello", "Hello", "Hello."), to=("Ana", "ana@example.test"), now=TODAY)
            raise RuntimeError("the rule said no")

    with pytest.raises(RuntimeError):
        refused()
    assert delivery.sweep(now=TODAY) == 0
    assert server.mails == []


def test_what_somebody_waits_for_goes_before_what_goes_to_many(server: Server) -> None:
    a_mail(subject="To many", urgency=BULK, now=TODAY - timedelta(hours=1))
    a_mail(subject="Second", now=TODAY)
    a_mail(subject="First", now=TODAY - timedelta(minutes=1))
    delivery.sweep(now=TODAY)
    assert sent_subjects(server) == ["First", "Second", "To many"]


def test_a_batch_goes_over_one_connection(server: Server) -> None:
    for number in range(20):
        a_mail(subject=f"Number {number}")
    assert delivery.sweep(now=TODAY) == 20
    assert server.lines == 1


def test_a_mail_that_was_withdrawn_stays(server: Server) -> None:
    mail = a_mail()
    with db.writing():
        mail.withdrawn_at = TODAY
    assert delivery.sweep(now=TODAY) == 0


def test_an_address_that_the_server_refuses_fails_for_good_with_the_server_s_words(server: Server) -> None:
    server.answers["nobody@example.test"] = "550 5.1.1 No such mailbox here"
    mail = a_mail(to="nobody@example.test")
    other = a_mail(subject="The next one")
    delivery.sweep(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is not None
    assert mail.failure == "550 5.1.1 No such mailbox here"
    assert mail.sent_at is None
    assert fresh(other).sent_at is not None


def test_a_server_that_says_later_is_asked_again_later(server: Server) -> None:
    server.answers["ana@example.test"] = "451 4.7.1 Come back in a minute"
    mail = a_mail()
    delivery.sweep(now=TODAY)
    mail = fresh(mail)
    assert mail.failed_at is None
    assert mail.failure == "451 4.7.1 Come back in a minute"
    assert timedelta(minutes=1) <= mail.due_at - TODAY < timedelta(minutes=2)
    server.answers.clear()
    assert delivery.sweep(now=TODAY + timedelta(seconds=30)) == 0
    assert delivery.sweep(now=TODAY + timedelta(minutes=2)) == 1
    mail = fresh(mail)
    assert mail.sent_at is not None
    assert mail.failure == ""


def test_the_waits_grow_and_after_twelve_tries_in_about_three_days_it_has_failed(
    app: Flask, outside: Gateways
) -> None:
    outside.mailer = Mailer("127.0.0.1", free_port())
    mail, now, tries = a_mail(), TODAY, 0
    while mail.failed_at is None:
        assert delivery.sweep(now=now) == 1
        tries += 1
        mail = fresh(mail)
        now = max(mail.due_at, now) + timedelta(seconds=1)
    assert tries == 12
    assert timedelta(days=2.5) < mail.failed_at - TODAY < timedelta(days=3.5)
    assert "refused" in mail.failure.lower()


def test_a_mail_that_failed_is_sent_again_when_staff_say_so(server: Server) -> None:
    server.answers["ana@example.test"] = "550 No such mailbox"
    mail = a_mail()
    delivery.sweep(now=TODAY)
    server.answers.clear()
    with db.writing():
        rules.again(fresh(mail), now=TODAY)
    delivery.sweep(now=TODAY)
    assert fresh(mail).sent_at is not None


def test_a_worker_killed_after_sending_leaves_a_lease_and_the_mail_goes_again_alike(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = a_mail()

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery._Batch, "_done", killed)
        patch.setattr(delivery._Batch, "_give_back", lambda *_args: None)
        with pytest.raises(KeyboardInterrupt):
            delivery.sweep(now=TODAY)
    assert fresh(mail).sent_at is None
    assert delivery.sweep(now=TODAY + timedelta(seconds=119)) == 0
    assert delivery.sweep(now=TODAY + timedelta(seconds=121)) == 1
    assert fresh(mail).sent_at is not None
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_two_workers_never_take_the_same_mail(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        a_mail(subject=f"Number {number}")
    sending = delivery._Batch.send

    def another_sweeps_meanwhile(batch: Any, mails: list[Mail]) -> None:
        monkeypatch.setattr(delivery._Batch, "send", sending)
        assert delivery.sweep(now=TODAY) == 0
        sending(batch, mails)

    monkeypatch.setattr(delivery._Batch, "send", another_sweeps_meanwhile)
    assert delivery.sweep(now=TODAY) == 10
    assert sorted(sent_subjects(server)) == sorted(f"Number {number}" for number in range(10))


def test_what_a_slow_server_leaves_goes_back_into_the_outbox(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ENOUGH_LEASE_SECONDS", -1)
    mail = a_mail()
    delivery.sweep(now=TODAY)
    assert server.mails == []
    mail = fresh(mail)
    assert (mail.leased_until, mail.attempts) == (None, 0)


def test_a_blocked_address_is_not_written_to_whatever_its_case(server: Server) -> None:
    mail = a_mail(to="Ana@Example.test")
    with db.writing():
        hashed = suppression.address_hash("ana@example.test")
        db.session.add(Suppression(address_hash=hashed, why="bounced", at=TODAY))
    delivery.sweep(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == "Not sent: this address is blocked (bounced)."


def test_a_mail_that_can_t_be_made_does_not_hold_up_the_others(server: Server) -> None:
    with db.writing():
        places = {"gone": ("nobody.knows", 1)}
        letter = Letter("test.hello", "Broken", f"[Look]({rules.place('gone')})", places=places)
        broken = rules.queue(letter, to=("Ana", "ana@example.test"), now=TODAY)
    a_mail(subject="Whole")
    delivery.sweep(now=TODAY)
    assert sent_subjects(server) == ["Whole"]
    broken = fresh(broken)
    assert broken.failure == "It could not be made: KeyError"
    assert broken.failed_at is None


def test_without_a_server_mails_are_kept_and_count_as_sent(app: Flask) -> None:
    mail = a_mail()
    assert delivery.sweep(now=TODAY) == 1
    mail = fresh(mail)
    assert mail.sent_at == TODAY
    assert mail.attempts == 0


def test_the_words_of_a_mail_are_blanked_after_thirty_days_and_the_row_stays(server: Server) -> None:
    mail = a_mail()
    delivery.sweep(now=TODAY)
    with db.writing():
        assert delivery.blank_old(now=TODAY + timedelta(days=29)) == 0
        assert delivery.blank_old(now=TODAY + timedelta(days=31)) == 1
        assert delivery.blank_old(now=TODAY + timedelta(days=31)) == 0
    mail = fresh(mail)
    assert mail.text == ""
    assert mail.subject == "Hello"


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Ana\r\nBcc: all@example.test", "Hello"),
        ("Ana", "Hello\r\nBcc: all@example.test\r\n\r\nBuy this"),
        ("Ana\nX-Evil: 1", "Hello\x0bX-Evil: 1"),
        ('"Ana" <all@example.test>, Bea', "=?utf-8?q?Hi=0ABcc:_x?="),
    ],
)
def test_nothing_that_is_typed_becomes_a_header_or_a_second_recipient(
    server: Server, name: str, subject: str
) -> None:
    a_mail(name=name, subject=subject)
    delivery.sweep(now=TODAY)
    (mail,) = server.mails
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@example.test"]


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "a\r\nBcc: x@y.test", ""])
def test_an_address_that_is_none_fails_for_good(server: Server, address: str) -> None:
    mail = a_mail(to=address)
    delivery.sweep(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == "This address can’t be written in a mail’s head."


def test_the_head_names_a_person_of_the_chapter_whom_answers_reach(server: Server) -> None:
    factories.the_chapter(sender_name="Dana Director", reply_to="dana@chapter.test")
    mail = a_mail()
    delivery.sweep(now=TODAY)
    (got,) = server.mails
    assert str(got["From"]) == '"Dana Director, Test Network" <hello@chapter.test>'
    assert str(got["Reply-To"]) == "dana@chapter.test"
    assert str(got["Message-ID"]) == f"<{mail.public_id}@chapter.test>"
    assert str(got["Auto-Submitted"]) == "auto-generated"


HOSTILE = (
    "<b>Ana</b>",
    "<script>alert(1)</script>",
    "[Click](https://evil.test)",
    "[Click](\ue000booking\ue001x)",
    "**Ana**",
    '" onmouseover="x',
    "https://evil.test/",
    "Ana & Bea’s <img src=x onerror=y>",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_guest_types_is_never_markup_and_never_a_link(app: Flask, name: str) -> None:
    mail = a_mail(f"Dear {name},\n\n{name}\n\nHello.\n")
    page = BeautifulSoup(html_of(rendering.message(mail)), "html.parser")
    ours = {"mailto:hello@chapter.test"}
    assert {link["href"] for link in page.find_all("a")} <= ours
    assert page.find_all(["script", "img", "b"]) == []
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_addresses_in_the_chapter_s_own_signature_become_links_when_they_are_of_the_web(app: Flask) -> None:
    signature = "Yours,\nDana\nhttps://chapter.test/about, javascript:alert(1)"
    factories.the_chapter(signature=signature)
    page = BeautifulSoup(html_of(rendering.message(a_mail(f"Hello.\n\n{signature}\n"))), "html.parser")
    assert [link["href"] for link in page.select(".signature a")] == ["https://chapter.test/about"]


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_a_confirmation_carries_calendar_file_ticket_and_a_link_that_works(
    server: Server, client: Any, clock: MovableClock
) -> None:
    factories.a_booking(factories.an_event(seats=10), of=2)
    delivery.sweep(now=clock.now())
    (mail,) = server.mails
    files = {part.get_filename(): part for part in mail.iter_attachments()}
    assert set(files) == {"event.ics", "ticket.png"}
    calendar = files["event.ics"]
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert b"BEGIN:VEVENT" in calendar.get_payload(decode=True)
    ticket = files["ticket.png"].get_content()
    assert isinstance(ticket, bytes)
    assert ticket.startswith(b"\x89PNG")
    button = BeautifulSoup(html_of(mail), "html.parser").select_one("p.button a")
    assert button is not None
    assert str(button["href"]).startswith("http://chapter.test/rsvp/")
    text = mail.get_body(("plain",))
    assert text is not None
    assert f"See or change your booking:\n{button['href']}" in text.get_content().replace("\r\n", "\n")
    page = client.get(str(button["href"]).removeprefix("http://chapter.test"))
    assert page.status == 200


def test_no_secret_lies_in_the_outbox(app: Flask) -> None:
    booking = factories.a_booking(factories.an_event(seats=10))
    mail = db.first_or_404(select(Mail))
    kept = f"{mail.subject}{mail.text}{mail.places}{mail.enclosures}"
    assert booking.token not in kept
    assert booking.checkin_code not in kept
