"""The shape of what people send who want to join. These ask the database nothing."""

from collections.abc import Sequence
from typing import Any, Self

from chapter.membership import words
from chapter.membership.joining import LONG, YES, Question
from chapter.membership.rules.applications import Identity, Rest
from chapter.people.models import Person
from chapter.web.forms import Form, email, long_text, text, tick
from chapter.web.numbered import Numbered

STILL_EMPTY = "This is still empty."
DETAILS = ("called", "name_said", "pronouns", "organisation")


class JoinForm(Numbered):
    """The first screen: who asks."""

    name = text("Your name", most=200, required="Write your name, as you would say it at the door.")
    email = email("E-mail", required="Write your e-mail. We mail one link there, to confirm it.")
    called = text("What we may call you", most=80)
    name_said = text("How your name is said", most=120)
    pronouns = text("Pronouns", most=40)
    organisation = text("Where you work, or what you do", most=200)

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

    others = long_text("Who else belongs to it?", most=2000)
    adult = tick(
        "I am 18 or older",
        required="Members are 18 or older. Tick the box if you are.",
    )
    news = tick(words.NEWS)
    questions: Sequence[Question] = ()

    @classmethod
    def asking(cls, questions: Sequence[Question]) -> "RestForm":
        """The form with these questions."""
        fields = {question.field: _field(question) for question in questions}
        form: RestForm = type("RestForm", (cls,), fields)()
        form.questions = questions
        return form

    def rest(self) -> Rest:
        """What was typed, each answer beside its question as it stood."""
        answers = [
            {"question": question.words, "answer": _said(question, self[question.field].data)}
            for question in self.questions
        ]
        return Rest(answers, str(self.others.data or ""), bool(self.news.data), words.NEWS)


def _field(question: Question) -> Any:
    needed = STILL_EMPTY if question.required else ""
    if question.kind == YES:
        return tick(question.words, required="Tick this box to go on." if question.required else "")
    return (long_text if question.kind == LONG else text)(question.words, most=2000, required=needed)


def _said(question: Question, answer: Any) -> str:
    if question.kind == YES:
        return "yes" if answer else "no"
    return str(answer or "")
