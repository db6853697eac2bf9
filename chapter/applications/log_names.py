"""What the log says of applications, and of what new members are asked and mailed."""

from flask import url_for
from sqlalchemy import select

from chapter.applications.models import Question, WelcomeMail
from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, names_from
from chapter.membership.models.applications import Application


def _question(words: str) -> RecordName:
    return RecordName(words, url_for("applications_office.texts"))


def _welcome_mail(subject: str, number: int) -> RecordName:
    return RecordName(subject, url_for("applications_office.edit_welcome_mail", number=number))


LOGGED = (
    LogVerbs(
        Application,
        {
            "applied": "applied to join:",
            "approved": "approved the application of",
            "declined": "declined the application of",
            "took back": "took back the decision about",
            "could not approve": "could not approve the application of",
            "mailed again": "mailed once more to",
            "set aside": "set aside the application of",
        },
    ),
    LogKind(
        Question,
        {"asked": "asks new members:", "stopped asking": "no longer asks new members:"},
        label="Questions",
        names=names_from(select(Question.id, Question.words), _question),
    ),
    LogKind(
        WelcomeMail,
        {
            "wrote welcome mail": "wrote the welcome mail",
            "changed welcome mail": "changed the welcome mail",
            "stopped welcome mail": "stopped the welcome mail",
            "resumed welcome mail": "resumed the welcome mail",
        },
        {"days": Field("Days after joining")},
        label="Welcome mails",
        names=names_from(select(WelcomeMail.id, WelcomeMail.subject, WelcomeMail.id), _welcome_mail),
    ),
)
