"""Levels, questions, texts and welcome mails of the sample chapter. Prices and benefits are invented."""

from datetime import datetime
from typing import Any

from chapter import db
from chapter.applications.models import LINE, LONG
from chapter.applications.rules import questions, welcome_mails
from chapter.audit import Actor
from chapter.levels.models import Level
from chapter.levels.periods import ENDLESS, FIXED, ROLLING
from chapter.levels.rules import levels, requirements
from chapter.membership.queries import membership_settings
from chapter.membership.rules import settings as settings_rules

FRIEND, MEMBER, HOUSEHOLD, COMPANY, HONORARY = "friend", "member", "household", "company", "honorary"
PLAIN: dict[str, Any] = {
    "months": 12, "turns_month": 1, "turns_day": 1, "early_days": 0, "grace_days": 30, "bundle_kind": "",
    "bundle_most": 1, "staff_approves": False, "period_kind": ROLLING, "price_cents": 0,
    "opens_directory": True, "opens_events": True,
}  # fmt: skip
LEVELS: tuple[dict[str, Any], ...] = (
    {
        "slug": FRIEND, "name": "Friend",
        "summary": "For whoever comes now and then, and likes to know what is on.",
        "benefits": "Our letter, Friends Doing Good Things\nEvery evening that is open to everybody",
        "opens_directory": False, "opens_events": False,
    },
    {
        "slug": MEMBER, "name": "Member", "price_cents": 7500, "staff_approves": True,
        "summary": "For a woman who wants to know the others, and to be known.",
        "benefits": "Evenings for members, and the breakfast\nThe directory: who is here, what she does\n"
        "A mentor, or somebody to be a mentor to\nA vote in November",
    },
    {
        "slug": HOUSEHOLD, "name": "Household", "price_cents": 12000, "bundle_kind": "household",
        "bundle_most": 4,
        "summary": "For those who share a home: sisters, mothers and grown daughters, partners.",
        "benefits": "Everything that Member brings, for each of you\nOne date to renew, one payer",
    },
    {
        "slug": COMPANY, "name": "Company", "price_cents": 90000, "period_kind": FIXED, "turns_month": 7,
        "early_days": 60, "grace_days": 60, "bundle_kind": "company", "bundle_most": 12,
        "staff_approves": True,
        "summary": "For a company that sends its women, and opens its rooms to ours.",
        "benefits": "Everything that Member brings, for up to twelve\n"
        "A career afternoon for our girls, at your place",
    },
    {
        "slug": HONORARY, "name": "Honorary", "period_kind": ENDLESS, "grace_days": 0,
        "summary": "For the people who make the chapter possible.",
        "benefits": "Everything that Member brings",
    },
)  # fmt: skip
ASKED = (
    ("Come to two events", "events", 2),
    ("Your dues", "dues", 1),
    ("Give six volunteer hours", "hours", 6),
)
QUESTIONS = (
    ("Who told you of us?", "A name is enough", LINE, False),
    ("What could you do for one of us?", "Anything: read a lease, bake, listen", LONG, True),
)
JOIN_WORDS = (
    "Two dozen friends in a living room began this. Come in the same way: by one person, and with one "
    "question, what can I do for her? Levels, prices and people of this sample are invented."
)
DUES_WORDS = (
    "Send a check to Lake Effect Women’s Network, Room 6, 1540 W. Sample Street, Chicago, Illinois 60600, "
    "or bring it to an evening.\n\nThis is a sample: nobody waits for your money."
)
WELCOME = (
    (0, "Three people to say hello to", "At your first evening, look for Marisol at the door, Jo with the "
     "clipboard, and whoever stands alone. The third is the most important.\n\nNothing else is asked."),
    (3, "How to ask for something", "Asking feels odd for everybody. It gets easy when you have given first: "
     "write down one thing that you can do for somebody, however small, and say it aloud on Thursday."),
    (14, "What can we do for you?", "You have been with us for two weeks. Answer this mail with one thing "
     "that would help you, and one of us will look for the person who knows."),
)  # fmt: skip


def save(by: Actor, *, begun: datetime) -> dict[str, Level]:
    """Create and open them, as of ``begun``; returns the levels by slug."""
    made = {}
    with db.writing():
        for values in LEVELS:
            level = levels.create_level({**PLAIN, **values}, by=by, now=begun)
            db.session.flush()
            levels.set_availability(level, open_to_all=level.slug != HONORARY, offered=True, by=by, now=begun)
            made[level.slug] = level
        for words, counter, amount in ASKED:
            requirements.add_requirement(
                made[MEMBER], words=words, counter=counter, amount=amount, by=by, now=begun
            )
        for words, hint, kind, required in QUESTIONS:
            questions.add_question(words, hint=hint, kind=kind, required=required, by=by, now=begun)
        for days, subject, text in WELCOME:
            welcome_mails.write_welcome(days=days, subject=subject, text=text, by=by, now=begun)
        settings_rules.change_settings(
            reminder_days=membership_settings.REMINDER_DAYS, join_words=JOIN_WORDS, dues_words=DUES_WORDS,
            by=by, now=begun,
        )  # fmt: skip
    return made
