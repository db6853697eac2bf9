"""Forms that ask about a beginning in the past: it may be right but is unusual. Confirmed, it passes."""

from datetime import datetime

from wtforms import Field, HiddenField

from chapter.forms.fields import Form, checkbox
from chapter.refusal import Refused

IN_THE_PAST = "This date is in the past. If that’s right, check the box below."


class ConfirmPastDateForm(Form):
    """A form with a beginning. The confirmation counts only for the moment that it was shown for."""

    past_is_right = checkbox("Yes, it begins in the past")
    asked_past = HiddenField()

    def require_past_date_confirmed(self, begins: Field) -> None:
        """Raises Refused until ``begins``, which is in the past, is confirmed; then the checkbox is shown."""
        if not self.past_is_right.data or self.asked_past.data != _named(begins):
            self.asked_past.data, self.past_is_right.data = _named(begins), False
            raise Refused(IN_THE_PAST, begins.short_name)

    @property
    def needs_past_date_confirmed(self) -> bool:
        """Whether this form asks about its beginning, so that its page shows the checkbox."""
        return bool(self.asked_past.data) and self.asked_past.data == _named(self["starts_wall"])


def _named(begins: Field) -> str:
    return f"{begins.data:%Y-%m-%dT%H:%M}" if isinstance(begins.data, datetime) else ""
