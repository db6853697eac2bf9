"""Applications to the small chapter in every stage, what it asks and what it writes to who joined."""

from typing import TYPE_CHECKING

from chapter import db
from chapter.applications.models import Question, WelcomeMail
from chapter.applications.rules import decisions, questions, welcome_mails
from chapter.levels.models import Level
from chapter.membership.models.applications import APPROVED
from tests import factories
from tests.factories import TODAY
from tests.feature import Edit, Feature, Records
from tests.features.membership import asked as asked_of
from tests.features.membership import level
from tests.membership.members import STAFF, a_free_level, a_household, an_application, proved

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(_world: "World") -> Records:
    """Applications in every stage, a question and a welcome mail, and of each one that ended."""
    paid, free = level("household"), level("friend")
    return {**_applications(paid, free, a_household(slug="owing")), **_words(paid)}


def _applications(paid: Level, free: Level, dear: Level) -> Records:
    started, sent = an_application(paid, sent=False), an_application(paid)
    waiting, decided = proved(an_application(free)), proved(an_application(free))
    decisions.decide(decided, APPROVED, why="", by=STAFF, now=TODAY)
    owing = proved(an_application(dear))
    names = {
        "an application that was begun": started, "an application": waiting, "a decided application": decided,
        "an application that owes": owing, "an unconfirmed application": sent,
    }  # fmt: skip
    records = {
        name: {"public_id": one.public_id, "token": one.token, "slug": one.level.slug}
        for name, one in names.items()
    }
    return {**records, "a confirming link": {"token": sent.proof_token}}


def _words(paid: Level) -> Records:
    asked = questions.add_question(
        "Who told you of us?", hint="", kind="line", required=False, by=STAFF, now=TODAY
    )
    silent = questions.add_question("No more", hint="", kind="yes", required=False, by=STAFF, now=TODAY)
    live, stopped = (
        welcome_mails.write_welcome(days=day, subject="Hello", text="Welcome back.", by=STAFF, now=TODAY)
        for day in (0, 3)
    )
    db.session.flush()
    questions.end_question(silent, by=STAFF, now=TODAY)
    welcome_mails.stop_welcome(stopped, by=STAFF, now=TODAY)
    return {
        "a question": _numbered(asked), "a question asked no more": _numbered(silent),
        "a welcome mail": _numbered(live), "a welcome mail that was stopped": _numbered(stopped),
        "a requirement of a level": {"slug": paid.slug, "number": str(asked_of(paid, "Be kind", ""))},
    }  # fmt: skip


def _numbered(row: Question | WelcomeMail) -> dict[str, str]:
    return {"number": str(row.id)}


def grow(_world: "World", by: int) -> None:
    """``by`` more applications, questions and welcome mails of each kind."""
    with factories.a_writing():
        for _ in range(by):
            paid, free = a_household(), a_free_level(staff_approves=True)
            _applications(paid, free, a_household())
            _words(paid)


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={"days": "3", "reminder_days": "60, 7"},
    payloads={
        "/office/members/applications/<public_id>/dues": lambda _account: {"level": str(level("owing").id)},
        "/office/members/welcome/new": {"act": "send"},
        "/office/members/welcome/<int(max=2147483647):number>": {"act": "send"},
    },
    edits={
        "/office/members/texts": Edit(
            ("join_words", "Come in", "Sit down", "Stay"),
            {"dues_words": "By check"},
            {"reminder_days": "60, 7"},
        ),
        "/office/members/welcome/<int(max=2147483647):number>": Edit(
            ("subject", "Welcome", "Good day", "Hello"), {"text": "It is good to have you."}, {"days": "9"}
        ),
    },
)
