"""Forms of the office for people's records."""

from dataclasses import fields

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, ValidEmail, choices_of, strip_email, text_field
from chapter.people.models import RELATIONS
from chapter.people.person_field import person_field
from chapter.people.rules.persons import PersonInput

NAMELESS = "Enter a name."


class PersonForm(EditForm):
    """A person's record. ``seen`` names the similar people that were shown before a new person is added."""

    audit_verbs = frozenset({"changed", "changed her profile"})
    seen = HiddenField()
    name = text_field("Name", required=NAMELESS)
    called = text_field("Goes by", most=80)
    email = StringField("Email", [Optional(), ValidEmail()], filters=[strip_email])
    name_said = text_field("Pronunciation of name", most=120)
    pronouns = text_field("Pronouns", most=40)
    organisation = text_field("Organization", most=200)
    title = text_field("Occupation", most=120)

    def details(self) -> PersonInput:
        """The typed values, as input for the rules."""
        return PersonInput(**{field.name: str(self[field.name].data or "") for field in fields(PersonInput)})


class RelationForm(Form):
    """A relation to somebody else whom the chapter knows."""

    kind = SelectField(
        "Relation",
        [InputRequired("Choose the relation.")],
        choices=choices_of({kind: words for kind, (words, _) in RELATIONS.items()}),
    )
    email = person_field("To", required="Enter the other person’s name or email.")
