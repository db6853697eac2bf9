"""The forms of levels and requirements."""

import re
from typing import Any, ClassVar

from wtforms import Field, SelectField, ValidationError

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, checkbox, choices_of, integer_field, text_area, text_field
from chapter.forms.money_fields import MoneyField, MoneyForm
from chapter.levels.models import BUNDLES, DIRECTORY, ENTITLEMENTS, EVENTS
from chapter.levels.periods import PERIODS
from chapter.levels.rules.levels import EDITABLE

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


class LevelForm(EditForm, MoneyForm):
    """The fields of a level. Days and months count only for the kind of period that needs them."""

    audit_names: ClassVar = {"price": "price_cents"}

    name = text_field("Name", most=80, required="Enter a name.")
    slug = text_field(
        "Last part of the web address", most=80, required="Enter a word, such as member for /join/member."
    )
    summary = text_field("Summary", most=300)
    benefits = text_area("Benefits, one on each line", most=2000)
    price = MoneyField("Dues for one term", "Enter an amount. 0 if it’s free.")
    period_kind = SelectField("Term", choices=choices_of(PERIODS))
    months = integer_field("Months", least=1, most=60, required="Enter a number of months.", default=12)
    turns_month = SelectField(
        "Year starts in",
        choices=choices_of({str(n): name for n, name in enumerate(MONTHS, 1)}),
        default="1",
    )
    turns_day = integer_field("Day of the month", least=1, most=31, required="Enter a day.", default=1)
    early_days = integer_field("Last days of the year that include the next", least=0, most=180, default=0)
    grace_days = integer_field("Days of grace period", least=0, most=365, default=30)
    bundle_kind = SelectField("Who it’s for", choices=choices_of(BUNDLES))
    bundle_most = integer_field("Most people", least=1, most=500, required="Enter a number.", default=1)
    staff_approves = checkbox("We review each application")
    opens_directory = checkbox(ENTITLEMENTS[DIRECTORY])
    opens_events = checkbox(ENTITLEMENTS[EVENTS])

    def validate_slug(self, field: Field) -> None:
        """Allow small letters, digits and hyphens only."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError("Use lowercase letters, digits and hyphens, such as young-professional.")

    def validate_turns_day(self, field: Field) -> None:
        """Require a day that its month has every year."""
        if field.data and field.data > (28, 31, 30)[_length(str(self.turns_month.data))]:
            raise ValidationError("Choose a day that this month has every year.")

    def values(self) -> dict[str, Any]:
        """What was typed, for the rules."""
        typed = {name: self[name].data for name in EDITABLE if name != "price_cents"}
        return {
            **typed,
            "price_cents": self.in_cents(self.price),
            **{n: typed[n] or 0 for n in ("early_days", "grace_days")},
        }


class OfferForm(EditForm):
    """Who may get a level: the public, staff alone, or nobody new."""

    audit_names: ClassVar = {"open_to_all": "open"}

    open_to_all = checkbox("Open to the public")
    offered = checkbox("Open to new members")


class RequirementForm(Form):
    """One thing that a level asks of its members."""

    words = text_field("Requirement", most=200, required="Enter a requirement, such as Come to two events.")
    counter = SelectField("Checked off by")
    amount = integer_field("How many", least=1, most=1000, required="Enter a number.", default=1)


def _length(month: str) -> int:
    """0 for February, 1 for a month of 31 days, 2 for one of 30."""
    return 0 if month == "2" else 2 if month in {"4", "6", "9", "11"} else 1
