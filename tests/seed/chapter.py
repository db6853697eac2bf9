"""A small chapter with one person of each kind and the records that they may or may not touch."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, AuthenticatorApp, Session
from chapter.accounts.rules import one_use_links as one_use
from chapter.accounts.rules import sessions
from chapter.authentication.sessions import COOKIE_KEY
from chapter.bookings import emails as event_emails
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist, waitlist_order
from chapter.events.models import MEMBERS, OFFER, Event
from chapter.events_office.rules import messages
from chapter.mail import rules as mail
from chapter.people.models import RoleGrant
from chapter.security import signed_links
from chapter.web import assets
from tests import factories
from tests.browser import Browser
from tests.databases import Database
from tests.factories import TODAY
from tests.seed import companions, door, giving, hellos, hours, mails, members, office, profiles, volunteers

ROLES = ("member", "events", "volunteers", "treasurer", "comms", "director")
POSTS = {"lead": "lead", "lead-unsecured": "lead", "greeter": "greeter", "greeter-unsecured": "greeter"}
"""Those who work at event A; unsecured: without a second factor."""

KINDS = ("stranger", "newcomer", *ROLES, *POSTS)
"""Every kind of viewer. A newcomer signed in and holds no role; lead and greeter are those of event A."""

ALIKE = {
    "signed out": "stranger", "closed": "stranger", "former director": "newcomer",
    "director without a second factor": "newcomer",
}  # fmt: skip
"""Directors whose copied cookie, account or role has ended, or who have no second factor yet: they see what
those on the right see."""

MESSAGE = {"to": messages.COMING, "subject": "Hello", "text": "See you there.", "nonce": "n" * 32}
NAME = "the small chapter"
_built: dict[str, "World"] = {}
NEWCOMER = "mia@example.test"
FORGED = "aaaaaaaaaaaaaaaa-" + "a" * 26


class Browsers(dict[str, Browser]):
    """A browser for each kind of viewer, signed in when it is first asked for."""

    def __init__(self, app: Flask, secrets: dict[str, str]) -> None:
        super().__init__()
        self.app, self.secrets = app, secrets

    def __missing__(self, kind: str) -> Browser:
        browser = self[kind] = Browser(self.app)
        if kind != "stranger":
            browser.put_into_cookie(**{COOKIE_KEY: self.secrets[kind]})
        return browser


@dataclass
class World:
    """Who there is (browsers by kind), and what: arguments of addresses by the name of a record."""

    app: Flask
    accounts: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browsers = Browsers(self.app, self.secrets)

    def arguments(self, record: str, kind: str) -> dict[str, str]:
        """What to put into an address to mean ``record``; ``her own session`` is another for each viewer."""
        if record == "her own session":
            return self.own.get(kind, self.records["another’s session"])
        return self.records.get(record, {})

    def account(self, kind: str) -> Account:
        """The account of a kind of viewer."""
        return db.session.get_one(Account, self.accounts[kind])

    def renew(self, record: str) -> None:
        """Make ``record`` anew when it acts once, such as a link, so that the next may press it too."""
        if record == "a failed event":
            with db.writing():
                self.records[record] = giving.hear_again()
        purpose = record.removeprefix("a ").removesuffix(" link")
        if purpose in one_use.LIFETIMES:
            with db.writing():
                link = mails.issued(purpose, self.account("treasurer"))
                self.records[record] = {"token": signed_links.make_token(purpose, link.public_id)}


def load(app: Flask, database: Database) -> World:
    """All of it, in a clean database: built once for each worker, put back for every further test."""
    if database.holds(NAME):
        database.put_back(NAME)
        built = _built[database.url]
    else:
        built = _built[database.url] = build(app)
        database.keep(NAME)
    return replace(built, app=app, records=dict(built.records))


def build(app: Flask) -> World:
    """All of it, made in a clean database."""
    world = World(app)
    with db.writing():
        people = _people()
        world.accounts = {kind: account.id for kind, account in people.items()}
        _events(world)
        mails.stand(world.records, people["treasurer"])
        world.records["a forged link"] = {"token": FORGED}
        _records_of_people(world)
        world.records |= members.build(world.account("volunteers").person)
        world.records |= members.of_the_member(world.account("member").person)
        world.records |= giving.build(people["director"].person)
        world.records |= door.build(people["lead"].person, people["greeter"].person)
        world.records |= hellos.build(world.account("member").person, people["director"].person)
        world.records |= companions.build(people["lead"].person, people["greeter"].person)
        world.records |= volunteers.build(world.account("member").person)
        world.records |= hours.build(world.account("member").person, people["director"].person)
        world.records |= profiles.build(world.account("member").person)
        world.records |= office.build(
            world.account("volunteers").person, people["director"].person, people["treasurer"].person
        )
        _unsecured_posts(people)
        profiles.own_pages(people["director"], people["newcomer"])
        for kind, account in people.items():
            world.secrets[kind] = sessions.begin(account, browser="Test browser", now=TODAY, whole=True)
            world.own[kind] = {"public_id": _session_of(account).public_id}
        world.records["another’s session"] = world.own.pop("signed out")
        _end_what_has_ended(people)
        sessions.begin(people["director"], browser="Another browser", now=TODAY, whole=True)
    db.session.expire_all()
    return world


def _people() -> dict[str, Account]:
    people = {"newcomer": factories.an_account(person=factories.a_person("Mia Newcomer", NEWCOMER))}
    people |= {role: factories.an_account(role) for role in ROLES}
    people |= {kind: factories.an_account(secured="unsecured" not in kind) for kind in POSTS}
    unsecured = "director without a second factor"
    people |= {kind: factories.an_account("director", secured=kind != unsecured) for kind in ALIKE}
    return people


def _events(world: World) -> None:
    a = factories.an_event("Evening A", seats=4, slug="evening-a")
    b = factories.an_event("Evening B", seats=4, slug="evening-b")
    for letter, event in (("A", a), ("B", b)):
        world.records[f"event {letter}"] = _of_event(event)
        for name, size in (("a booking", 3), ("who waits", 3), ("a cancelled booking", 1)):
            booking = factories.a_booking(event, of=size)
            world.records[f"{name} {'for' if 'waits' in name else 'of'} {letter}"] = _of_booking(
                event, booking
            )
        bookings.cancel(booking, by=factories.GUEST, now=TODAY)
        _posts(world, letter, event)
        messages.send_message(event, **MESSAGE, by=factories.GUEST, now=TODAY)
        telling = messages.message_by_nonce(event, MESSAGE["nonce"])
        world.records[f"a message about {letter}"] = {"public_id": telling.public_id if telling else ""}
    for record in ("a booking", "a post"):
        world.records[f"{record} of B under A"] = {**world.records[f"{record} of B"], "slug": a.slug}
    _queue(world, a)
    world.records["the members’ event"] = _of_event(factories.an_event(slug="members", visibility=MEMBERS))
    world.records["the draft"] = _of_event(
        factories.a_draft(title="Draft", slug="draft", place="The Long Room")
    )
    past = factories.an_event("Evening before", slug="evening-before", starts_at=TODAY - timedelta(days=2))
    came = factories.a_booking(past, now=TODAY - timedelta(days=3))
    world.records["who came"] = _of_booking(past, came)
    for written in (event_emails.reminder(past), event_emails.thanks(past)):
        mail.queue(
            event_emails.personalized(written, came.id, came.name), to=(came.name, came.email), now=TODAY
        )
    world.records["an empty event"] = _of_event(factories.an_event(slug="empty"))
    world.records["a forged booking"] = {"token": FORGED}


def _queue(world: World, a: Event) -> None:
    """Who was moved up, who is asked whether she comes, and who was but did not answer."""
    moved = factories.a_booking(a, of=2)
    waitlist_order.move_up(moved, why="She speaks.", by=factories.GUEST, now=TODAY)
    world.records["who was moved up in A"] = _of_booking(a, moved)
    for name, since in (("who is asked", TODAY), ("whose offer passed", TODAY - timedelta(days=2))):
        event = factories.an_event(seats=1, when_free=OFFER)
        first, second = (factories.a_booking(event, now=since) for _ in range(2))
        bookings.cancel(first, by=factories.GUEST, now=since)
        waitlist.promote(event, now=TODAY)
        world.records[name] = _of_booking(event, second)


def _posts(world: World, letter: str, event: Event) -> None:
    lead, greeter = (world.account(kind).person for kind in ("lead", "greeter"))
    if letter == "A":
        factories.a_lead(event, lead)
    given = factories.a_lead(event, greeter if letter == "A" else factories.a_person(), "greeter")
    ended = factories.a_lead(event, factories.a_person(), "greeter")
    ended.ended_at = TODAY
    for name, post in (("a post", given), ("an ended post", ended)):
        world.records[f"{name} of {letter}"] = {**_of_event(event), "post_id": str(post.id)}


def _unsecured_posts(people: dict[str, Account]) -> None:
    """Those without a second factor work wherever the others do."""
    for kind, post in POSTS.items():
        for slug in ("evening-a", "tonight", "met-evening"):
            event = db.session.scalars(select(Event).where(Event.slug == slug)).one()
            if "unsecured" in kind:
                factories.a_lead(event, people[kind].person, post)


def _of_event(event: Event) -> dict[str, str]:
    return {"slug": event.slug}


def _of_booking(event: Event, booking: Rsvp) -> dict[str, str]:
    db.session.flush()
    return {
        **_of_event(event),
        "token": booking.token,
        "public_id": booking.public_id,
    }


def _records_of_people(world: World) -> None:
    person, closed = world.account("volunteers").person, world.account("closed").person
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
    world.records["a person"] = {"public_id": person.public_id, "grant_id": str(grant.id)}
    world.records["a person without account"] = {"public_id": factories.a_person().public_id}
    world.records["a person whose account is closed"] = {"public_id": closed.public_id}
    director = world.account("director")
    world.records["the director’s passkey"] = {"public_id": factories.a_passkey(director).public_id}
    her_app = select(AuthenticatorApp).where(AuthenticatorApp.account_id == director.id)
    db.session.scalars(her_app).one().proved_at = None
    world.records["the style sheet"] = {"name": assets.asset_url("look.css").removeprefix("/assets/")}
    world.records["nobody"] = {
        "public_id": "a" * 16, "grant_id": "99999", "slug": "no-such-event", "name": "a.css",
        "number": "99999", "note_id": "a" * 16, "task_id": "a" * 16, "dues_id": "a" * 16, "token": FORGED,
        "purpose": "nothing", "kind": "training", "act": "in",
    }  # fmt: skip


def _session_of(account: Account) -> Session:
    return db.session.scalars(select(Session).where(Session.account_id == account.id)).one()


def _end_what_has_ended(people: dict[str, Account]) -> None:
    _session_of(people["signed out"]).ended_at = TODAY
    people["closed"].disabled_at = TODAY
    former = people["former director"].person_id
    db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == former)).one().ended_at = TODAY


LATER = TODAY + timedelta(minutes=10)
"""When those who signed in at TODAY are noted as seen again."""
