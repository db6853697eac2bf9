"""Forms that ask about a beginning in the past: it may be right but is unusual. Confirmed, it passes."""

from datetime import datetime

from wtforms import Field, HiddenField

from chapter.web.forms import Form, checkbox

IN_THE_PAST = "That is in the past. Tick below if it is right."


class ConfirmPastDateForm(Form):
    """A form with a beginning. The confirmation counts only for the moment that it was shown for."""

    past_is_right = checkbox("Yes, it begins in the past")
    asked_past = HiddenField()

    def ask_to_confirm_past_date(self, begins: Field) -> bool:
        """Whether ``begins``, which is in the past, is still to be confirmed; then the checkbox is shown."""
        if self.past_is_right.data and self.asked_past.data == _named(begins):
            return False
        begins.errors = [*begins.errors, IN_THE_PAST]
        self.asked_past.data, self.past_is_right.data = _named(begins), False
        return True

    @property
    def needs_past_date_confirmed(self) -> bool:
        """Whether this form asks about its beginning, so that its page shows the checkbox."""
        return bool(self.asked_past.data) and self.asked_past.data == _named(self["starts_wall"])


def _named(begins: Field) -> str:
    return f"{begins.data:%Y-%m-%dT%H:%M}" if isinstance(begins.data, datetime) else ""
