"""What is held back in the office: seen with its numbers, sent, discarded, one or all."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.mail import delivery, held_mails, rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.office.rules import mails as mail_rules
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_beat, sign_in
from tests.mail.conftest import Server
from tests.mail.conftest import server as server


def held(subject: str = "Reminder", to: str = "Ana Ruiz", **more: Any) -> Mail:
    kind = more.pop("kind", "events.reminder")
    with db.writing():
        mail = rules.queue(Letter(kind, subject, "Hi.\n"), to=(to, "ana@example.test"), now=TODAY)
        mail.held_at, mail.failure = TODAY, held_mails.WORKER_WAS_OFF
        for name, value in more.items():
            setattr(mail, name, value)
    return mail


def fresh(mail: Mail) -> Mail:
    db.session.expire_all()
    return db.session.get_one(Mail, mail.id)


def verbs() -> list[str]:
    return list(db.session.scalars(select(Entry.verb).where(Entry.record_kind == "mails").order_by(Entry.id)))


def test_today_says_it_and_leads_there(client: Browser) -> None:
    a_beat()
    held()
    held()
    sign_in(client, "events")
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert "2 emails are on hold" in page.main
    page = page.follow("Check them")
    assert page.h1 == "Emails on hold"
    assert held_mails.WORKER_WAS_OFF in page.main


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([held_mails.WRONG_CLOCK], f"{held_mails.WRONG_CLOCK} Check it, then"),
        ([held_mails.CLOCK_IN_DOUBT] * 2, "They were written while the server’s clock was in doubt"),
        (
            [held_mails.WORKER_WAS_OFF, held_mails.NO_SERVER_YET],
            "There is more than one reason. Each email shows its own. Check",
        ),
    ],
)
def test_today_says_why_they_are_held(client: Browser, reasons: list[str], said: str) -> None:
    for why in reasons:
        held(failure=why)
    sign_in(client, "events")
    page = client.get("/office/")
    assert said in page.main
    assert "while nothing could leave" not in page.main


def test_they_are_counted_by_what_they_are(client: Browser) -> None:
    for _ in range(3):
        held("Tomorrow: Long Table")
    held("Your seats")
    with db.writing():
        rules.queue(Letter("events.reminder", "On time", "Hi.\n"), to=("Bea", "b@x.test"), now=TODAY)
    held("Dues", kind="membership.reminder")
    sign_in(client, "events")
    page = client.get("/office/mails/?state=held")
    assert "4 emails are on hold" in page.main
    assert page.all(".sheet li") == ["4 like “Tomorrow: Long Table”"]
    assert "On time" not in page.main
    assert "Dues" not in page.main
    assert "On time" in client.get("/office/mails/?state=waiting").main


def test_one_is_sent(client: Browser, server: Server) -> None:
    mail, other = held("Yes"), held("Not yet")
    delivery.send_due(now=TODAY)
    assert server.mails == []
    sign_in(client, "events")
    page = client.get("/office/mails/?state=held").form(f"{mail.public_id}/send").press("Send")
    assert "Sending now." in page.text
    delivery.send_due(now=TODAY)
    assert [sent["Subject"] for sent in server.mails] == ["Yes"]
    assert fresh(other).held
    assert verbs() == ["sent after a silence"]


def test_one_is_discarded_and_never_leaves(client: Browser, server: Server) -> None:
    mail = held()
    sign_in(client, "events")
    page = client.get(f"/office/mails/{mail.public_id}").form("discard").press("Discard")
    assert "Discarded. The email won’t be sent." in page.text
    delivery.send_due(now=TODAY + timedelta(days=1))
    assert server.mails == []
    assert held_mails.DISCARDED in client.get(f"/office/mails/{mail.public_id}").main
    assert verbs() == ["discarded"]


@pytest.mark.parametrize(("address", "sent"), [("held/send", True), ("held/discard", False)])
def test_all_that_she_saw_are_decided_about_and_what_came_later_is_not(
    client: Browser, monkeypatch: pytest.MonkeyPatch, address: str, sent: bool
) -> None:
    monkeypatch.setattr(mail_rules, "AT_ONCE", 2)
    mails, foreign = [held() for _ in range(5)], held(kind="membership.reminder")
    sign_in(client, "events")
    form = client.get("/office/mails/?state=held").form(address)
    later = held("Later")
    page = form.press("Send all 5" if sent else "Discard all 5")
    assert ("Sending 5 emails now." if sent else "Discarded 5 emails.") in page.text
    assert [(fresh(mail).held, mail.withdrawn_at is None) for mail in mails] == [(False, sent)] * 5
    assert fresh(later).held
    assert fresh(foreign).held
    assert len(verbs()) == 5
    assert "already decided about these" in form.press().text


def test_decided_twice_it_is_done_once(client: Browser) -> None:
    mail = held()
    sign_in(client, "events")
    page = client.get("/office/mails/?state=held")
    send, discard = page.form(f"{mail.public_id}/send"), page.form(f"{mail.public_id}/discard")
    send.press()
    assert "already decided about this" in discard.press().text
    assert fresh(mail).withdrawn_at is None


def test_what_is_due_later_leaves_when_it_is_due(client: Browser) -> None:
    later = TODAY + timedelta(days=3)
    mail = held(due_at=later)
    sign_in(client, "events")
    client.get("/office/mails/?state=held").form(f"{mail.public_id}/send").press()
    assert fresh(mail).due_at == later


@pytest.mark.parametrize("last", ["", "x", "-1", "９", "99999999999999999999"])
def test_a_press_that_says_not_what_was_seen_decides_nothing(client: Browser, last: str) -> None:
    mail = held()
    sign_in(client, "events")
    client.get("/office/mails/?state=held").form("held/send").fill(last=last).press()
    assert fresh(mail).held


def test_a_mail_that_she_may_not_read_is_not_hers_to_send(client: Browser) -> None:
    mail = held(kind="membership.reminder")
    sign_in(client, "events")
    for act in ("send", "discard"):
        assert client.post(f"/office/mails/{mail.public_id}/{act}").status == 404
    assert "held back" not in client.get("/office/").main
    assert fresh(mail).held


def test_email_that_is_set_up_late_holds_what_waited_and_not_what_is_new(
    app: Flask, clock: MovableClock, server: Server
) -> None:
    with db.writing():
        for subject, hours in (("Old", 7), ("Sign in", 7), ("New", 5)):
            kind = "people.signin_link" if subject == "Sign in" else "events.reminder"
            at = TODAY - timedelta(hours=hours)
            rules.queue(Letter(kind, subject, "Hi.\n"), to=("Ana", "ana@example.test"), now=at)
    while delivery.send_due(now=TODAY):
        pass
    assert [sent["Subject"] for sent in server.mails] == ["New"]
    old = db.session.scalars(select(Mail).where(Mail.subject == "Old")).one()
    assert (old.held, old.failure) == (True, held_mails.NO_SERVER_YET)


def test_a_crowd_of_mails_that_takes_hours_is_not_held(app: Flask, server: Server) -> None:
    with db.writing():
        for hours in (8, 1):
            mail = rules.queue(
                Letter("events.reminder", f"{hours}", "Hi.\n"), to=("Ana", "ana@example.test"),
                now=TODAY - timedelta(hours=hours),
            )  # fmt: skip
        mail.sent_at = TODAY - timedelta(hours=1)
    delivery.send_due(now=TODAY)
    assert [sent["Subject"] for sent in server.mails] == ["8"]
