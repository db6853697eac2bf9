"""Every kind of mail against every reason why it may not reach its reader; asked when it leaves."""

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from chapter import db
from chapter.accounts.rules import one_use_links
from chapter.mail import delivery, gate, kinds, rules, suppression
from chapter.mail.consents import PURPOSES, WELCOME, ConsentPurpose
from chapter.mail.gate import GateQuery
from chapter.mail.kinds import MailKind, Undeclared
from chapter.mail.models import Consent, Mail, Suppression
from chapter.mail.rules import Letter
from chapter.membership.models.departures import Departure
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.restrictions import Use
from chapter.web.access import everyone
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.mail.conftest import Server, fresh

REASONS = (
    "nothing", "erased", "deceased", "suspended", "resigned", "bounced", "bounced and tried since",
    "complained", "said no", "said nothing",
)  # fmt: skip
GOES = {
    Use.ASKED_FOR: {"nothing", "suspended", "resigned", "bounced", "complained", "said no", "said nothing"},
    Use.HELD: {"nothing", "suspended", "resigned", "complained", "said no", "said nothing"},
    Use.BULK: {"nothing", "resigned"},
    Use.ASK: {"nothing", "complained", "said nothing"},
}
"""For each purpose the reasons that don't stop it. Nothing that is declared now is for many and goes to
those who said nothing, but for what belongs to having joined."""

ALL_KINDS = sorted(
    f"{path.parent.name}.{path.stem}"
    for path in (Path(__file__).parents[2] / "chapter/templates/emails").glob("*/*.txt")
    if path.stem[0] != "_"
)


def a_reader(why: str) -> Person:
    person = factories.a_person("Ana Ruiz", "ana@example.test")
    with db.writing():
        if why != "said nothing":
            rules.record_choices(
                person.email_key, PURPOSES.values(), given=why != "said no", source="a form", now=TODAY
            )
        if why == "erased":
            person.erased_at = TODAY
        elif why == "deceased":
            persons.mark_deceased(person, now=TODAY)
        elif why in ("suspended", "resigned"):
            db.session.add(Departure(person_id=person.id, kind=why, since_on=TODAY.date(), noted_at=TODAY))
        elif why == "complained":
            rules.record_complaint(person.email, now=TODAY)
        elif why.startswith("bounced"):
            suppression.suppress(person.email, now=TODAY)
        if why.endswith("tried since"):
            db.session.flush()
            suppression.mark_tried([person.email], now=TODAY)
    return person


def forget_that_it_was_tried() -> None:
    with db.writing():
        db.session.execute(update(Suppression).values(tried_at=None))


def queued(kind: str, person: Person) -> Mail:
    with db.writing():
        return rules.queue(
            Letter(kind, "Hello", "Hello.\n"), to=(person.name, person.email), person_id=person.id, now=TODAY
        )


@pytest.mark.parametrize("with_a_server", [True, False])
@pytest.mark.parametrize("why", REASONS)
def test_no_mail_reaches_whom_it_may_not(app: Flask, server: Server, why: str, with_a_server: bool) -> None:
    if not with_a_server:
        app.extensions["gateways"].mailer = None
    person = a_reader(why)
    mails: dict[str, Mail] = {}
    for name in ALL_KINDS:
        mails[name] = queued(name, person)
        delivery.send_due(now=TODAY)
        if why == "bounced":
            forget_that_it_was_tried()
    left = {name for name, mail in mails.items() if fresh(mail).sent_at is not None}
    assert left == {name for name in ALL_KINDS if goes(kinds.kind_named(name), why)}
    for name in set(ALL_KINDS) - left:
        mail = fresh(mails[name])
        assert mail.failure.startswith("Not sent: ")
        assert (mail.failed_at is not None) is why.startswith("bounced")
        assert (mail.withdrawn_at is None) is why.startswith("bounced")
    if with_a_server:
        assert len(server.mails) == len(left)


def goes(kind: MailKind, why: str) -> bool:
    if kind.consent is WELCOME and why == "said nothing":
        return True
    if kind.consent is None and kind.use is Use.ASK and why == "said no":
        return True
    return why in GOES[kind.use]


def test_what_the_lists_are_told_is_what_happens_when_it_leaves(app: Flask) -> None:
    for why in REASONS[1:]:
        with db.writing():
            for table in (Departure, Consent, Suppression):
                db.session.execute(delete(table))
        person = a_reader(why)
        for name in ALL_KINDS:
            reader = GateQuery(name, person.id, person.email)
            assert (reader in gate.why_not_sent([reader])) is not goes(kinds.kind_named(name), why), (
                name,
                why,
            )


def test_two_who_share_an_address_are_two_readers(app: Flask, server: Server) -> None:
    ana, bea = (factories.a_person(name, "both@example.test") for name in ("Ana Ruiz", "Bea Ruiz"))
    with db.writing():
        persons.mark_deceased(ana, now=TODAY)
    for person in (ana, bea):
        queued("events.reminder", person)
    delivery.send_due(now=TODAY)
    assert [mail["To"] for mail in server.mails] == ["Bea Ruiz <both@example.test>"]


def test_somebody_dies_while_her_mail_waits(app: Flask, server: Server) -> None:
    person = factories.a_person()
    mail = queued("events.reminder", person)
    with db.writing():
        persons.mark_deceased(db.lock(person), now=TODAY)
    delivery.send_due(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == "Not sent: this person has died."


@pytest.mark.parametrize(
    ("answer", "bounces"),
    [
        ("550 5.1.1 No such mailbox here", True),
        ("553 5.1.3 Bad destination mailbox address syntax", True),
        ("550 5.2.1 This mailbox is disabled", True),
        ("550 No such user", False),
        ("554 5.7.1 Relay access denied", False),
        ("550 5.7.26 This mail is unauthenticated", False),
        ("452 4.2.2 Mailbox full", False),
    ],
)
def test_an_address_bounces_when_the_server_says_that_it_is_the_address(
    app: Flask, server: Server, answer: str, bounces: bool
) -> None:
    person = factories.a_person("Ana Ruiz", "ana@example.test")
    server.answers[person.email] = answer
    queued("events.reminder", person)
    delivery.send_due(now=TODAY)
    assert bool(suppression.suppressed(["Ana@Example.test"])) is bounces


def test_an_address_that_bounced_is_tried_once_more_for_what_is_asked_for(app: Flask, server: Server) -> None:
    person = factories.a_person("Ana Ruiz", "ana@example.test")
    server.answers[person.email] = "550 5.1.1 No such mailbox here"
    queued("events.reminder", person)
    delivery.send_due(now=TODAY)
    server.answers.clear()
    for _ in range(3):
        queued("people.signin_link", person)
        delivery.send_due(now=TODAY)
    assert len(server.mails) == 1


def test_a_kind_that_nobody_declared_is_not_written(app: Flask) -> None:
    with pytest.raises(Undeclared), db.writing():
        rules.queue(Letter("nobody.knows", "Hello", "Hello."), to=("Ana", "ana@example.test"), now=TODAY)
    assert db.first(select(Mail)) is None


def test_a_mail_of_a_kind_of_an_older_version_still_leaves(app: Flask, server: Server) -> None:
    mail = queued("events.reminder", factories.a_person())
    with db.writing():
        mail.kind = "events.of_long_ago"
    delivery.send_due(now=TODAY)
    assert len(server.mails) == 1


def test_the_application_does_not_start_while_a_mail_is_undeclared(app: Flask) -> None:
    declared = app.extensions[kinds.EXTENSION]
    kinds.guard(app)
    taken = declared.pop("events.reminder")
    try:
        with pytest.raises(Undeclared, match=r"events\.reminder"):
            kinds.guard(app)
    finally:
        declared["events.reminder"] = taken


def test_what_goes_to_many_needs_a_consent() -> None:
    with pytest.raises(ValueError, match="needs a consent"):
        kinds.declare("test", "news", use=Use.BULK, readers=[everyone])


@pytest.mark.parametrize("name", ["nobody-knows-it", "news"])
def test_the_application_does_not_start_while_a_kind_needs_a_consent_that_no_purpose_declares(
    app: Flask, name: str
) -> None:
    declared, made_up = app.extensions[kinds.EXTENSION], ConsentPurpose(name, "News", "Write to me.")
    taken = declared["giving.news"]
    kinds.guard(app)
    declared["giving.news"] = replace(taken, consent=made_up)
    try:
        with pytest.raises(Undeclared, match=f"giving.news needs a consent .*{name}"):
            kinds.guard(app)
    finally:
        declared["giving.news"] = taken


def test_a_kind_is_declared_once(app: Flask) -> None:
    again = kinds.declare("events", "reminder", use=Use.HELD, readers=[everyone])
    with pytest.raises(ValueError, match="twice"):
        kinds.register(app, again)


def test_every_kind_and_reason_is_told_apart() -> None:
    """The table above says of each use something that another reason says otherwise: it can fail."""
    for use, reasons in GOES.items():
        assert set(REASONS) - reasons, use
    assert len(set(itertools.chain.from_iterable(GOES.values()))) < len(REASONS)


def test_a_link_that_is_pressed_says_that_the_address_works(app: Flask) -> None:
    account = factories.an_account()
    with db.writing():
        suppression.suppress(account.email, now=TODAY)
        one_use_links.use(one_use_links.issue("signin", account.email, account=account, now=TODAY), now=TODAY)
    assert suppression.suppressed([account.email]) == {}


def test_a_greylisted_try_at_an_address_that_bounced_is_made_again(app: Flask, server: Server) -> None:
    person = factories.a_person("Ana Ruiz", "ana@example.test")
    with db.writing():
        suppression.suppress(person.email, now=TODAY)
    mail = queued("people.signin_link", person)
    server.answers[person.email] = "451 4.7.1 Try later"
    delivery.send_due(now=TODAY)
    server.answers.clear()
    delivery.send_due(now=TODAY + timedelta(minutes=5))
    assert fresh(mail).sent_at is not None
    queued("people.signin_link", person)
    delivery.send_due(now=TODAY + timedelta(minutes=6))
    assert len(server.mails) == 1


@pytest.mark.parametrize("name", ["Ana Ruiz", "  ana  RUIZ ", ""])
def test_what_names_nobody_of_ours_does_not_reach_who_has_died(app: Flask, server: Server, name: str) -> None:
    person = a_reader("deceased")
    with db.writing():
        letter = Letter("privacy.link", "What we keep", "Hello.\n")
        mail = rules.queue(letter, to=(name, person.email), now=TODAY)
    delivery.send_due(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == "Not sent: this person has died."


def test_who_lives_at_the_same_address_is_written_to(app: Flask, server: Server) -> None:
    person = a_reader("deceased")
    with db.writing():
        letter = Letter("membership.confirm", "One press", "Hello.\n")
        rules.queue(letter, to=("Bob Ruiz", person.email), now=TODAY)
    delivery.send_due(now=TODAY)
    assert len(server.mails) == 1


def test_what_was_held_back_while_a_worker_had_it_and_was_killed_does_not_leave(
    app: Flask, server: Server
) -> None:
    mail = queued("events.reminder", factories.a_person())
    delivery._lease(TODAY)
    with db.writing():
        assert rules.withdraw(Mail.id == mail.id, now=TODAY + timedelta(minutes=1)) == 1
    while delivery.send_due(now=TODAY + timedelta(minutes=6)):
        pass
    assert server.mails == []
    assert fresh(mail).sent_at is None


def test_a_press_behind_a_mail_about_a_booking_says_that_the_address_works(client: Browser) -> None:
    booking = factories.a_booking(factories.an_event(), of=2)
    with db.writing():
        suppression.suppress(booking.email, now=TODAY)
    client.get(f"/rsvp/{booking.token}").form("/change").fill(party_size="1").press()
    assert suppression.suppressed([booking.email]) == {}
