"""The filter of the log page."""

from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Optional

from chapter.web.forms import date_field, one_line


class LogFilterForm(Form):
    """Which entries to show. Sent by GET, so that a view can be bookmarked."""

    who = StringField("Who", [Optional(), Length(max=200)], filters=[one_line])
    kind = SelectField("What", default="")
    verb = SelectField("Did what", default="")
    since = date_field("From")
    until = date_field("Until")
