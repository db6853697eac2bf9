"""The shape of what people send who want to join. These ask the database nothing."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms import Field, StringField
from wtforms.validators import Optional

from chapter.membership import words
from chapter.membership.inviting import Other
from chapter.membership.joining import LONG, YES, Question
from chapter.membership.rules.applications import Identity, Rest
from chapter.people.models import Person, email_key, name_key
from chapter.web.forms import (
    Form,
    ValidEmail,
    checkbox,
    email_field,
    name_field,
    strip_email,
    text_area,
    text_field,
)
from chapter.web.idempotent_form import IdempotentForm

STILL_EMPTY = "This is still empty."
MOST_NAMED = 9
"""How many others can be named as somebody joins; more once she is a member."""

DETAILS = ("called", "name_said", "pronouns", "organisation")


class JoinForm(IdempotentForm):
    """The first screen: who asks."""

    name = name_field("Your name", most=200, required="Write your name, as you would say it at the door.")
    email = email_field("E-mail", required="Write your e-mail. We mail one link there, to confirm it.")
    called = name_field("What we may call you", most=80)
    name_said = text_field("How your name is said", most=120)
    pronouns = text_field("Pronouns", most=40)
    organisation = text_field("Where you work, or what you do", most=200)

    def without_identity(self) -> Self:
        """The same for somebody who signed in: we know her name and her e-mail."""
        del self.name, self.email
        return self

    def identity(self, person: Person | None, address: str) -> Identity:
        """Who asks: ``person`` with her ``address`` when she signed in, else what was typed."""
        name, mailbox = (person.name, address) if person else (str(self.name.data), str(self.email.data))
        called, name_said, pronouns, organisation = (str(self[detail].data or "") for detail in DETAILS)
        return Identity(name, mailbox, called, name_said, pronouns, organisation, person)


class RestForm(Form):
    """The second screen. The chapter's own questions are added to it by ``asking``."""

    adult = checkbox(
        "I am 18 or older",
        required="Members are 18 or older. Tick the box if you are.",
    )
    news = checkbox(words.NEWS)
    questions: Sequence[Question] = ()
    applicant: tuple[str, str] = ("", "")

    @classmethod
    def asking(cls, questions: Sequence[Question], applicant: Other, most: int = 0) -> "RestForm":
        """The form with these questions, and fields for up to ``most`` others whom ``applicant`` names."""
        fields = {question.field: _field(question) for question in questions}
        for number in range(1, min(most, MOST_NAMED) + 1):
            fields |= _other(number)
        form: RestForm = type("RestForm", (cls,), fields)()
        form.questions, form.applicant = questions, (name_key(applicant.name), email_key(applicant.email))
        return form

    @property
    def others(self) -> list[tuple[Field, Field]]:
        """The fields for each of the others: name and email."""
        numbers = range(1, MOST_NAMED + 1)
        return [
            (self[f"other_{number}_name"], self[f"other_{number}_email"])
            for number in numbers
            if f"other_{number}_name" in self
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right: of each of the others name and email, and nobody twice."""
        valid = super().validate(extra_validators)
        known = {self.applicant}
        for name, address in self.others:
            valid = _whole(name, address, known) and valid
        return valid

    def rest(self) -> Rest:
        """What was typed, each answer beside its question as it stood."""
        answers = [
            {"question": question.words, "answer": _said(question, self[question.field].data)}
            for question in self.questions
        ]
        others = [Other(name.data, address.data) for name, address in self.others if name.data]
        return Rest(answers, others, bool(self.news.data), words.NEWS)


class OtherForm(IdempotentForm):
    """One more person for a household or company."""

    name = name_field("Their name", most=200, required="What is their name?")
    email = email_field("Their email", required="Which email? Two people may share one.")

    @property
    def other(self) -> Other:
        """Who was typed."""
        return Other(str(self.name.data), str(self.email.data))


def _other(number: int) -> dict[str, Any]:
    checks = [Optional(), ValidEmail()]
    return {
        f"other_{number}_name": name_field(f"Name of person {number}", most=200),
        f"other_{number}_email": StringField(f"Email of person {number}", checks, filters=[strip_email]),
    }


def _whole(name: Field, address: Field, known: set[tuple[str, str]]) -> bool:
    """Whether both are there, or neither, and nobody stands twice; else it is said beside the field."""
    if name.errors or address.errors:
        return False
    who = name_key(name.data or ""), email_key(address.data or "")
    if name.data and not address.data:
        address.errors = ["Write their email too. We mail them there once you are a member."]
    elif address.data and not name.data:
        name.errors = ["Write their name too."]
    elif name.data and who in known:
        name.errors = ["This person stands here already. You yourself are counted."]
    known.add(who)
    return not (name.errors or address.errors)


def _field(question: Question) -> Any:
    needed = STILL_EMPTY if question.required else ""
    if question.kind == YES:
        return checkbox(question.words, required="Tick this box to go on." if question.required else "")
    return (text_area if question.kind == LONG else text_field)(question.words, most=2000, required=needed)


def _said(question: Question, answer: Any) -> str:
    if question.kind == YES:
        return "yes" if answer else "no"
    return str(answer or "")
