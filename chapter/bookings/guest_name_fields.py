"""The fields for the names of guests: as many as come, all sent under one name."""

from typing import Any

from wtforms import Field, ValidationError
from wtforms.widgets import TextInput

from chapter.bookings import guest_names, wording
from chapter.web.forms import multi_line, one_line


class GuestNamesField(Field):
    """The names of those who come with somebody; ``data`` is a list (see `chapter.bookings.guest_names`).

    Its form has the ``party_size`` that they belong to. Several values are one name for each guest, in
    order; more of them than guests are refused. One value alone, as forms sent it that had one field for
    all, is parted where it names several, and never refused for their number. Who has booked and comes
    alone now takes the ``known`` names back by saying so: nobody need clear them one by one.
    """

    widget = TextInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.flags.optional = True
        self.known: list[str] = []

    @property
    def was_sent(self) -> bool:
        """Whether the form that was sent had these fields."""
        return bool(self.raw_data)

    def process_data(self, value: Any) -> None:
        """The names that a booking holds."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was sent, as it was typed."""
        clean = one_line if len(valuelist) > 1 else multi_line
        self.data = guest_names.without_empty_end([clean(value) for value in valuelist])

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError when a name is too long, or there are more names than guests."""
        if any(len(name) > guest_names.LONGEST for name in self.data):
            raise ValidationError(f"Up to {guest_names.LONGEST:,} characters fit here.")
        if form.party_size.errors or not self.data:
            return
        guests, named = (form.party_size.data or 1) - 1, guest_names.known_names(self.data)
        comes_alone = guests == 0 and set(named) <= set(self.known)
        if len(self.raw_data or []) == 1:
            self.data = guest_names.names_from_form(self.data, guests)
        elif len(named) > guests and not comes_alone:
            raise ValidationError(wording.too_many_names(len(named), guests))
        else:
            self.data = guest_names.names_for_guests(self.data, guests)

    def shown(self, largest: int) -> list[str]:
        """What stands in each field, of a party that may have up to ``largest`` people."""
        return [*self.data, *([""] * (largest - 1 - len(self.data)))]
