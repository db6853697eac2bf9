"""The filters of the log and of the list of mails."""

from wtforms import SelectField

from chapter.forms.fields import date_field, text_field
from chapter.forms.list_form import ListForm, list_choice, list_search

MAIL_STATES = {
    "failed": "Did not arrive",
    "held": "Held back",
    "waiting": "Waiting",
    "sent": "Sent",
    "withdrawn": "Taken back",
}


class MailListForm(ListForm):
    """Which mails to list."""

    TABS = ("state",)
    state = list_choice("What has become of them", MAIL_STATES)
    to = list_search("To which address", 254)


class LogListForm(ListForm):
    """Which entries of the log to show; the choices are set by the view."""

    who = text_field("Who")
    kind = SelectField("What", default="")
    verb = SelectField("Did what", default="")
    since = date_field("From")
    until = date_field("Until")
