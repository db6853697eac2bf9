"""The mails to those who ask to join, and the welcome sequence."""

from datetime import datetime
from typing import Any

from chapter.accounts.viewer import comms, directors
from chapter.applications.models import WelcomeMail
from chapter.mail import consents
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.membership import words
from chapter.membership.models.applications import CONFIRM_WITHIN, Application
from chapter.membership.queries import membership_settings
from chapter.people.models import Person
from chapter.restrictions import Use

CONTINUE_LINK, CONFIRM_LINK = "membership.application", "membership.confirm"


def confirm(application: Application) -> Letter:
    """To an applicant: the link whose button confirms their email."""
    return _to_applicant(application, "confirm", CONFIRM_LINK, link_until=_confirm_until(application))


def unfinished(application: Application) -> Letter:
    """Once: the application waits for its second screen, or for the applicant to confirm the email."""
    if application.sent_at is None:
        return _to_applicant(application, "unfinished", CONTINUE_LINK)
    until = _confirm_until(application)
    return _to_applicant(application, "unfinished", CONFIRM_LINK, link_until=until)


def received(application: Application) -> Letter:
    """The email is confirmed, and staff will read the application."""
    return _to_applicant(application, "received", CONFIRM_LINK)


def accepted(application: Application) -> Letter:
    """The application is accepted, and the membership begins with the dues."""
    return _to_applicant(
        application, "accepted", CONFIRM_LINK, dues_words=membership_settings.current().dues_words
    )


def declined(application: Application) -> Letter:
    """The application is declined, kindly, with the reason when staff gave one to share."""
    return _to_applicant(application, "declined", CONFIRM_LINK)


def sequence(mail: WelcomeMail, person: Person) -> Letter:
    """One mail of the chapter's own welcome sequence."""
    return write_letter("membership.sequence", mail=mail, person=person, about=("people", person.id))


def _confirm_until(application: Application) -> datetime:
    return (application.sent_at or application.started_at) + CONFIRM_WITHIN


def _to_applicant(application: Application, name: str, link: str, **context: Any) -> Letter:
    return write_letter(
        f"membership.{name}",
        application=application,
        level=application.level,
        words=words,
        placeholders={"link": (link, application.id)},
        about=("applications", application.id),
        **context,
    )


KINDS = (
    *declare("membership", "confirm", use=Use.ASKED_FOR, readers=[directors], bound=True),
    *declare("membership", "received unfinished accepted declined", use=Use.HELD, readers=[directors]),
    *declare("membership", "sequence", use=Use.BULK, readers=[directors, comms], consent=consents.WELCOME),
)
"""What these mails are for, and who of the office may read them."""
