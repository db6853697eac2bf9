"""The form in which volunteers say when they are free, and what they enjoy."""

from typing import Any, Self

from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, choices_of, date_field, integer_field
from chapter.opportunities import queries as opportunities_queries
from chapter.shifts.models import CLEARANCES
from chapter.staffing.models.profiles import DAYS, PARTS
from chapter.staffing.rules.preferences import SLOTS, Preferences

DAY_WORDS = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)

SLOT_WORDS = {slot: f"{DAY_WORDS[day]} {part}" for slot in SLOTS for day, part in [tuple(slot.split("-"))]}


class PreferencesForm(EditForm):
    """When a volunteer is free and what they enjoy; every field is optional."""

    audit_verbs = frozenset({"said when she is free"})
    names_editor = False

    available = SelectMultipleField("When you are often free", choices=choices_of(SLOT_WORDS))
    enjoys = SelectMultipleField("What you enjoy", choices=[], option_widget=CheckboxInput())
    hours_a_month = integer_field("Most hours a month", least=1, most=200)
    paused_until = date_field("Don’t ask me before")

    def with_programs(self) -> Self:
        """The form with the current programs as choices."""
        self.enjoys.choices = choices_of(
            {str(one.id): one.name for one in opportunities_queries.programs() if one.ended_at is None}
        )
        return self

    @classmethod
    def for_preferences(cls, wishes: Preferences, **more: Any) -> Self:
        """The form filled in with earlier preferences."""
        enjoys = [str(one) for one in wishes.enjoys]
        stands = {**vars(wishes), "available": list(wishes.available), "enjoys": enjoys}
        return cls(data=stands, **more).with_programs()

    @property
    def week(self) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
        """Each day with its parts, as the chips of the page."""
        on = set(self.available.data or ())
        return [
            (
                word,
                [("available", f"{day}-{part}", part.capitalize(), f"{day}-{part}" in on) for part in PARTS],
            )
            for day, word in DAY_WORDS.items()
        ]

    @property
    def preferences(self) -> Preferences:
        """The preferences as typed. Only for a valid form."""
        return Preferences(
            self.available.data or (), [int(one) for one in self.enjoys.data or ()], self.hours_a_month.data,
            self.paused_until.data,
        )  # fmt: skip


class ClearanceForm(Form):
    """That somebody has a training, a check or an interview."""

    kind = SelectField("Type", choices=choices_of(CLEARANCES))
    valid_until = date_field("Valid until")
