"""What the log says of the settings, the clock and mails."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogKind, RecordName, always, names_from
from chapter.broadcasts.log_names import HELD
from chapter.heartbeat.models import Heartbeat
from chapter.mail.models import Mail
from chapter.office.rules.mails import DISCARDED, SENT
from chapter.settings.models import Chapter


def _mail(subject: str, public_id: str) -> RecordName:
    return RecordName(
        subject or "an email whose text was deleted", url_for("office.show_mail", public_id=public_id)
    )


LOGGED = (
    LogKind(
        Chapter,
        {**HELD, "changed": "edited", "built sample chapter": "built the sample chapter:"},
        {
            "ein": Field("EIN"), "zone": Field("Time zone"), "brand": Field("Color"),
            "guest_days": Field("Days before guests are erased"), "thanks": Field("Thank-you after an event"),
            "missed": Field("Email to no-shows"), "sample": Field("Sample chapter"),
            "remind_first": Field("First reminder, days before"),
            "remind_again": Field("Second reminder, days before"),
            "patience": Field("Times a waiting party can be passed over"),
        },
        label="Settings",
        names=always("the chapter’s settings", lambda: url_for("office.edit_settings")),
    ),
    LogKind(
        Heartbeat,
        {"clock is right": "confirmed"},
        {"trusted_at": Field("Confirmed at"), "doubted_at": Field("In doubt since")},
        label="Clock",
        names=always("the server’s clock", lambda: url_for("office.today")),
    ),
    LogKind(
        Mail,
        {
            SENT: "sent the email that was on hold,",
            DISCARDED: "discarded the email",
            "sent again": "sent again the email",
            "sent to the corrected address": "sent to the corrected address the email",
            "set aside": "archived the email",
            "noted as bounced": "recorded a bounce of the email",
            "noted as spam": "recorded a spam report about the email",
            "sent a test mail": "sent a test email:",
        },
        label="Emails",
        names=names_from(select(Mail.id, Mail.subject, Mail.public_id), _mail),
    ),
)  # fmt: skip
