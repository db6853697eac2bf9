"""A small chapter with one person of each kind and the records that they may or may not touch."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, Session
from chapter.accounts.rules import sessions
from chapter.authentication.sessions import COOKIE_KEY
from chapter.events.models import Event
from chapter.people.models import RoleGrant
from tests import factories
from tests.browser import Browser
from tests.databases import Database
from tests.factories import TODAY
from tests.feature import FORGED, NEWCOMER
from tests.features import FEATURES

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

NOBODY = {
    "public_id": "a" * 16, "grant_id": "99999", "slug": "no-such-event", "name": "a.css",
    "number": "99999", "note_id": "a" * 16, "task_id": "a" * 16, "dues_id": "a" * 16, "token": FORGED,
    "purpose": "nothing", "kind": "training", "act": "in",
}  # fmt: skip
"""Arguments that mean no record."""

NAME = "the small chapter"
_built: dict[str, "World"] = {}


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
        for feature in FEATURES.values():
            if record in feature.renewed:
                with db.writing():
                    self.records[record] = feature.renewed[record](self)


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
        world.records["nobody"] = NOBODY
        for feature in FEATURES.values():
            world.records |= feature.world(world)
        _unsecured_posts(people)
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


def _unsecured_posts(people: dict[str, Account]) -> None:
    """Those without a second factor work wherever the others do."""
    for kind, post in POSTS.items():
        for slug in ("evening-a", "tonight", "met-evening"):
            event = db.session.scalars(select(Event).where(Event.slug == slug)).one()
            if "unsecured" in kind:
                factories.a_lead(event, people[kind].person, post)


def _session_of(account: Account) -> Session:
    return db.session.scalars(select(Session).where(Session.account_id == account.id)).one()


def _end_what_has_ended(people: dict[str, Account]) -> None:
    _session_of(people["signed out"]).ended_at = TODAY
    people["closed"].disabled_at = TODAY
    former = people["former director"].person_id
    db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == former)).one().ended_at = TODAY


LATER = TODAY + timedelta(minutes=10)
"""When those who signed in at TODAY are noted as seen again."""
