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
            "took back": "undid the decision about",
            "could not approve": "could not approve the application of",
            "mailed again": "sent another email to",
            "set aside": "archived the application of",
        },
    ),
    LogKind(
        Question,
        {"asked": "added the question", "stopped asking": "removed the question"},
        label="Questions",
        names=names_from(select(Question.id, Question.words), _question),
    ),
    LogKind(
        WelcomeMail,
        {
            "wrote welcome mail": "added the welcome email",
            "changed welcome mail": "edited the welcome email",
            "stopped welcome mail": "stopped the welcome email",
            "resumed welcome mail": "restarted the welcome email",
        },
        {"days": Field("Days after joining")},
        label="Welcome emails",
        names=names_from(select(WelcomeMail.id, WelcomeMail.subject, WelcomeMail.id), _welcome_mail),
    ),
)
