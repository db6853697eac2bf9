"""Forms of volunteers. None asks for anybody's age, or for names of others."""

from typing import Self

from chapter.forms.fields import checkbox, email_field, integer_field, name_field, text_field
from chapter.forms.idempotent_form import IdempotentForm
from chapter.people import listed_name
from chapter.people.listed_name import ListedNameForm
from chapter.people.models import Person
from chapter.shifts.models import MOST_TOGETHER
from chapter.shifts.rules.signups import SignupRequest


class OnePressForm(IdempotentForm):
    """A button of somebody who signed in: it holds only the form's nonce."""

    def member_request(self, person: Person, address: str) -> SignupRequest:
        """The request of a signed-in person; ``address`` is the email where we have none of theirs."""
        return SignupRequest(person.name, person.email or address, self.nonce.data or "", person)


class SignupForm(ListedNameForm, OnePressForm):
    """A form by which a visitor, or somebody for a team, takes a shift."""

    name = name_field("Your name", most=200, required="Enter your name.")
    email = email_field("Email", required="Enter your email address.")
    size = integer_field(
        "How many of you?",
        least=1,
        most=MOST_TOGETHER,
        required="Enter how many people will come.",
        default=1,
    )
    team = text_field("Team or company", most=120)
    show_me = checkbox("Show my first name on the sign-up page")
    shown_as = name_field(listed_name.WORDS, most=80)

    def for_member(self, person: Person) -> Self:
        """The form for somebody who signed in: without name and e-mail, which we know."""
        del self.name, self.email
        self.for_person(person)
        return self

    def signup_request(self, person: Person | None = None, address: str = "") -> SignupRequest:
        """The request as typed; for a ``person`` with their name and e-mail."""
        name, mail = (person.name, person.email or address) if person else (self.name.data, self.email.data)
        return SignupRequest(
            name or "", mail or "", self.nonce.data or "", person, self.team.data or "", self.size.data or 1,
            bool(self.show_me.data), self.listed_as,
        )  # fmt: skip
