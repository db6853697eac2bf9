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
    return RecordName(subject or "a mail that was blanked", url_for("office.show_mail", public_id=public_id))


LOGGED = (
    LogKind(
        Chapter,
        {**HELD, "changed": "changed", "built sample chapter": "built the sample chapter:"},
        {
            "ein": Field("EIN"), "zone": Field("Time zone"), "brand": Field("Color"),
            "guest_days": Field("Days that guests’ data is kept"), "thanks": Field("Thanks after an event"),
            "missed": Field("Mail to those who were missed"), "sample": Field("Shown as a sample"),
            "remind_first": Field("First reminder, days before"),
            "remind_again": Field("Second reminder, days before"),
            "patience": Field("How often a waiting party is passed over"),
        },
        label="Settings",
        names=always("the chapter’s settings", lambda: url_for("office.edit_settings")),
    ),
    LogKind(
        Heartbeat,
        {"clock is right": "said that the clock is right:"},
        {"trusted_at": Field("Right at"), "doubted_at": Field("In doubt since")},
        label="Clock",
        names=always("the clock of the machine", lambda: url_for("office.today")),
    ),
    LogKind(
        Mail,
        {
            SENT: "sent after the silence the mail",
            DISCARDED: "discarded the mail",
            "sent again": "sent again the mail",
            "sent to the corrected address": "sent to the corrected address the mail",
            "set aside": "set aside the mail",
            "noted as bounced": "noted as bounced the mail",
            "noted as spam": "noted as spam the mail",
            "sent a test mail": "sent a test mail:",
        },
        label="Mails",
        names=names_from(select(Mail.id, Mail.subject, Mail.public_id), _mail),
    ),
)  # fmt: skip
