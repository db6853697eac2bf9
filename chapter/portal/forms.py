"""Forms for what a member says about themselves, and who sees it."""

from typing import Any, Self

from wtforms import Field, FileField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, checkbox, choices_of, email_field, name_field, text_area, text_field
from chapter.people import phones
from chapter.people.models.profile import AUDIENCES, FIELDS, Profile
from chapter.people.rules.profiles import KINDS, ProfileInput

HTTPS = "https://"


class ProfileForm(EditForm):
    """A member's profile. Skills and links are a line each; a link may have a label before it."""

    audit_verbs = frozenset({"changed", "changed her profile"})
    names_editor = False
    name = name_field("Your name", most=200, required="Enter your name.")
    called = name_field("What to call you", most=80)
    name_said = text_field("Pronunciation of your name", most=120)
    pronouns = text_field("Pronouns", most=40)
    title = text_field("Occupation", most=120)
    organisation = text_field("Organization", most=200)
    neighborhood = text_field("Neighborhood", most=80)
    about = text_area("About you", most=1000)
    phone = text_field("Phone", most=40)
    skills = text_area("Skills", most=1000)
    links = text_area("Links", most=2000)

    def validate_links(self, field: Field) -> None:
        """Check that every line ends in an https address."""
        for line in _lines(field.data):
            if not line.split()[-1].startswith(HTTPS) or len(line.split()[-1]) > 500:
                raise ValidationError(f"End each line with an address that begins with {HTTPS}")

    @classmethod
    def from_input(cls, told: ProfileInput, **more: Any) -> Self:
        """The form, filled with the present values."""
        lists = {
            "skills": "\n".join(told.skills),
            "links": "\n".join(f"{label} {address}".strip() for label, address in told.links),
        }
        return cls(data={**vars(told), "phone": phones.display(told.phone), **lists}, **more)

    def profile_input(self) -> ProfileInput:
        """The typed values, as input for the rules."""
        plain = {name: getattr(self, name).data or "" for name in ProfileInput.__dataclass_fields__}
        links = [(" ".join(line.split()[:-1])[:60], line.split()[-1]) for line in _lines(self.links.data)]
        del plain["skills"], plain["links"]
        return ProfileInput(**plain, skills=tuple(_lines(self.skills.data)), links=tuple(links))


class NewEmailForm(Form):
    """Another email to sign in with."""

    limit_field = "email"
    email = email_field("New email", required="Enter your new email.")


class PhotoForm(Form):
    """A member's photo. The view reads the file itself."""

    photo = FileField("Your photo")


class AskOrOfferForm(Form):
    """One thing that they ask for, or offer."""

    kind = RadioField(
        "Is it an ask or an offer?",
        choices=choices_of(KINDS),
        validators=[InputRequired("Choose ask or offer.")],
    )
    words = text_field("In a few words", most=200, required="Describe it in a few words.")


class AudienceForm(EditForm):
    """Who sees each field, and the switch that hides the member everywhere."""

    audit_verbs = frozenset({"changed who sees her"})
    names_editor = False

    hidden = checkbox("Hide me everywhere")

    @classmethod
    def for_profile(cls, profile: Profile | None, **more: Any) -> Self:
        """The form with the present audiences; a new field is for nobody."""
        stands = {name: (profile.audiences if profile else {}).get(name, "nobody") for name in FIELDS}
        return cls(data={**stands, "hidden": bool(profile and profile.hidden_at)}, **more)

    def audiences(self) -> dict[str, str]:
        """The chosen audience of each field."""
        return {name: str(self[name].data) for name in FIELDS}


def _lines(value: str | None) -> list[str]:
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


for _name, _label in FIELDS.items():
    _choice = SelectField(_label, choices=choices_of(AUDIENCES), default="nobody")
    setattr(AudienceForm, _name, _choice)
