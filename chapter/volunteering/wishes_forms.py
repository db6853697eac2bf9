"""The shape of what a volunteer says of herself: when she is free, and what she enjoys."""

from typing import Self

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput

from chapter.volunteering import queries
from chapter.volunteering.models.persons import DAYS, PARTS
from chapter.volunteering.rules.wishing import SLOTS, Wishes
from chapter.web.forms import Form, choices_of, day, whole_number

DAY_WORDS = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)


class WishesForm(Form):
    """Nothing in it has to be said."""

    available = SelectMultipleField(
        "When you are often free", choices=choices_of({slot: slot for slot in SLOTS})
    )
    enjoys = SelectMultipleField("What you enjoy", choices=[], option_widget=CheckboxInput())
    hours_a_month = whole_number("Hours a month, at most", least=1, most=200)
    paused_until = day("Ask me nothing before")

    def with_programs(self) -> Self:
        """The same with what there is to enjoy."""
        self.enjoys.choices = choices_of(
            {str(one.id): one.name for one in queries.programs() if one.ended_at is None}
        )
        return self

    def show(self, wishes: Wishes) -> None:
        """Begin with what she said before."""
        self.available.data, self.enjoys.data = list(wishes.available), [str(one) for one in wishes.enjoys]
        self.hours_a_month.data, self.paused_until.data = wishes.hours_a_month, wishes.paused_until

    @property
    def week(self) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
        """Each day with its parts, as chips are drawn."""
        on = set(self.available.data or ())
        return [
            (
                word,
                [("available", f"{day}-{part}", part.capitalize(), f"{day}-{part}" in on) for part in PARTS],
            )
            for day, word in DAY_WORDS.items()
        ]

    @property
    def wishes(self) -> Wishes:
        """What she says. Only for a form that is valid."""
        return Wishes(
            self.available.data or (), [int(one) for one in self.enjoys.data or ()], self.hours_a_month.data,
            self.paused_until.data,
        )  # fmt: skip
