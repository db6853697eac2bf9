"""Applicants of the sample chapter, at every stage, taken through the rules."""

from datetime import datetime, timedelta

from chapter import db
from chapter.applications.rules import applications, decisions
from chapter.applications.rules.applications import Answers, Applicant
from chapter.audit import Actor
from chapter.levels.models import Level
from chapter.mail.consents import APPLICATION, NEWS
from chapter.membership.models.applications import APPROVED, Application
from chapter.membership.models.invitations import NamedPerson
from sample import levels

ANSWERS = (
    ("Marisol, at the kiln evening", "I read contracts all day. I can read one of yours."),
    ("My neighbor", "Bread. Also Lithuanian."),
    ("Your calendar", "I listen well, and I have a van."),
    ("Jo Li", "Anything with spreadsheets, I am sorry to say."),
    ("", "I taught algebra for thirty years and miss it."),
)
WHO = (
    ("Odalys Ferrer-Quiroga", "Odalys", "oh-DAH-lees", levels.MEMBER, 50, "proved"),
    ("Temperance Wolcott", "Tempe", "", levels.MEMBER, 27, "proved"),
    ("Haneul Seong", "", "HAH-nool SUNG", levels.COMPANY, 19, "proved"),
    ("Mbali Nkosi-Hart", "", "m-BAH-lee", levels.MEMBER, 80, "owing"),
    ("Ruta Vaitkus", "", "", levels.HOUSEHOLD, 5, "sent"),
    ("Philippa Abernathy", "Pip", "", levels.MEMBER, 30, "started"),
)
"""Name, nickname, pronunciation, level, hours ago, stage reached."""

PROVED = sum(stage in {"proved", "owing"} for *_, stage in WHO)
"""How many of them became people of the chapter."""

OTHERS = (
    NamedPerson("Daiva Vaitkus", "daiva@prairiepost.test"),
    NamedPerson("Aušra Vaitkus", "ausra@prairiepost.test"),
)


def save(made: dict[str, Level], director: Actor, *, now: datetime) -> None:
    """Save each application, up to the stage that it reached."""
    for number, (name, called, name_said, slug, hours, stage) in enumerate(WHO):
        began = now - timedelta(hours=hours)
        email = f"{name.split()[0].lower()}@prairiepost.test"
        identity = Applicant(name, email, called, name_said, pronouns="she/her")
        with db.writing():
            asked = applications.begin(made[slug], identity, nonce=f"sample-application-{number}", now=began)
            db.session.flush()
            if stage != "started":
                applications.submit(asked, _rest(number, slug), now=began + timedelta(minutes=4))
            if stage in {"proved", "owing"}:
                applications.confirm_email(asked, now=began + timedelta(minutes=9))
            if stage == "owing":
                _approve(asked, director, began + timedelta(hours=20))
            asked.reminded_at = began + timedelta(hours=24) if stage == "started" else None


def _rest(number: int, slug: str) -> Answers:
    told = [
        {"question": question, "answer": answer}
        for (question, *_), answer in zip(levels.QUESTIONS, ANSWERS[number], strict=True)
    ]
    return Answers(
        told,
        OTHERS if slug == levels.HOUSEHOLD else (),
        news=number % 2 == 0,
        news_wording=NEWS.wording(APPLICATION),
    )


def _approve(asked: Application, director: Actor, at: datetime) -> None:
    decisions.decide(asked, APPROVED, why="", by=director, now=at)
    decisions.settle_decision(asked, now=at + timedelta(minutes=10))
