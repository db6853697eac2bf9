"""The shape of what the office sends about members: dues, levels, decisions, words."""

import re
from collections.abc import Sequence
from typing import Any, Self

from wtforms import Field, SelectField, StringField, ValidationError
from wtforms.validators import Optional

from chapter.applications.models import LONG, QUESTION_KINDS, YES, Question
from chapter.applications.rules.applications import Answers, Applicant
from chapter.email_addresses import email_key
from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import (
    Form,
    ValidEmail,
    checkbox,
    choices_of,
    email_field,
    integer_field,
    name_field,
    strip_email,
    text_area,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.mail.consents import APPLICATION, NEWS
from chapter.membership.models.invitations import NamedPerson
from chapter.people.models import Person, name_key


class DecisionForm(Form):
    """A decision about an application, with a reason; the button says whether to approve or decline."""

    why = text_area("Message to the applicant, if you decline", most=1000)


class QuestionForm(Form):
    """One of the chapter's own questions."""

    words = text_field("Question", most=200, required="Enter your question.")
    hint = text_field("Hint", most=200)
    kind = SelectField("Type of answer", choices=choices_of(QUESTION_KINDS))
    required = checkbox("Required")


class WelcomeForm(EditForm):
    """One mail of the welcome sequence."""

    days = integer_field(
        "Days after joining", least=0, most=365, required="Enter a number of days. 0 is the day they join."
    )
    subject = text_field("Subject", most=200, required="Enter a subject.")
    text = text_area("Message", most=10_000, required="Enter a message.")


class TextsForm(EditForm):
    """What the chapter says to new members, and when it sends reminders of renewal."""

    join_words = text_area("Introduction on the Join page", most=1000)
    dues_words = text_area("How to pay dues", most=2000)
    reminder_days = text_field("Renewal reminders, in days before the end date", most=100)

    def validate_reminder_days(self, field: Field) -> None:
        """Require whole numbers, separated by commas."""
        parts = [part.strip().replace("−", "-") for part in (field.data or "").split(",") if part.strip()]
        if not all(re.fullmatch(r"-?\d{1,3}", part) for part in parts) or len(parts) > 12:
            raise ValidationError("Enter whole numbers separated by commas, such as 30, 7, 0, -14.")

    @property
    def days(self) -> list[int]:
        """The days of the reminders, the earliest first."""
        parts = (part.strip().replace("−", "-") for part in (self.reminder_days.data or "").split(","))
        return sorted({int(part) for part in parts if part}, reverse=True)


STILL_EMPTY = "Enter an answer."


MOST_NAMED = 9
"""How many others an applicant can name; a member can name more."""


DETAILS = ("called", "name_said", "pronouns", "organisation")


class JoinForm(IdempotentForm):
    """The first screen: who applies, and their email."""

    name = name_field("Your name", most=200, required="Enter your name.")
    email = email_field("Email", required="Enter your email. We’ll send you a link to confirm it.")
    called = name_field("What to call you", most=80)
    name_said = text_field("How to say your name", most=120)
    pronouns = text_field("Pronouns", most=40)
    organisation = text_field("Where you work or what you do", most=200)

    def without_identity(self) -> Self:
        """The form for an applicant who is signed in, whose name and email are known."""
        del self.name, self.email
        return self

    def identity(self, person: Person | None, address: str) -> Applicant:
        """Who applies: ``person`` with their ``address`` when signed in, else what was typed."""
        name, mailbox = (person.name, address) if person else (str(self.name.data), str(self.email.data))
        called, name_said, pronouns, organisation = (str(self[detail].data or "") for detail in DETAILS)
        return Applicant(name, mailbox, called, name_said, pronouns, organisation, person)


class AnswersForm(Form):
    """The second screen. The chapter's own questions are added to it by ``asking``."""

    adult = checkbox(
        "I am 18 or older",
        required="Members must be 18 or older. Check the box if you are.",
    )
    news = checkbox(NEWS.wording(APPLICATION))
    questions: Sequence[Question] = ()
    applicant: tuple[str, str] = ("", "")

    @classmethod
    def asking(cls, questions: Sequence[Question], applicant: NamedPerson, most: int = 0) -> "AnswersForm":
        """The form with these questions, and fields for up to ``most`` others whom ``applicant`` names."""
        fields = {question.field: _field(question) for question in questions}
        for number in range(1, min(most, MOST_NAMED) + 1):
            fields |= _other(number)
        form: AnswersForm = type("AnswersForm", (cls,), fields)()
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
        """Whether all of it is valid: each other person has both a name and an email, and nobody is named
        twice."""
        valid = super().validate(extra_validators)
        known = {self.applicant}
        for name, address in self.others:
            valid = _whole(name, address, known) and valid
        return valid

    def rest(self) -> Answers:
        """What was typed, each answer with its question as worded then."""
        answers = [
            {"question": question.words, "answer": _said(question, self[question.field].data)}
            for question in self.questions
        ]
        others = [NamedPerson(name.data, address.data) for name, address in self.others if name.data]
        return Answers(answers, others, bool(self.news.data), NEWS.wording(APPLICATION))


def _other(number: int) -> dict[str, Any]:
    checks = [Optional(), ValidEmail()]
    return {
        f"other_{number}_name": name_field(f"Name of person {number}", most=200),
        f"other_{number}_email": StringField(f"Email of person {number}", checks, filters=[strip_email]),
    }


def _whole(name: Field, address: Field, known: set[tuple[str, str]]) -> bool:
    """Whether name and email are both there, or neither, and nobody is named twice; else an error is added to
    the field."""
    if name.errors or address.errors:
        return False
    who = name_key(name.data or ""), email_key(address.data or "")
    if name.data and not address.data:
        address.errors = ["Enter their email. We’ll use it once you’re a member."]
    elif address.data and not name.data:
        name.errors = ["Enter their name."]
    elif name.data and who in known:
        name.errors = ["This person is already listed. You’re counted too."]
    known.add(who)
    return not (name.errors or address.errors)


def _field(question: Question) -> Any:
    needed = STILL_EMPTY if question.required else ""
    if question.kind == YES:
        return checkbox(question.words, required="Check this box to continue." if question.required else "")
    return (text_area if question.kind == LONG else text_field)(question.words, most=2000, required=needed)


def _said(question: Question, answer: Any) -> str:
    if question.kind == YES:
        return "yes" if answer else "no"
    return str(answer or "")
