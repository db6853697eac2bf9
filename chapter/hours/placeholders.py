"""What fills the placeholders of mails about hours at sending."""

from flask import Flask

from chapter import db
from chapter.documents import pdf
from chapter.hours import queries, reports
from chapter.hours.emails import LETTER
from chapter.hours.models.thanks import Thanks
from chapter.mail.placeholders import Attachment, register_attachment
from chapter.settings import queries as settings


def register(app: Flask) -> None:
    """Register the attachment of the letter of a year with the outbox."""
    register_attachment(app, LETTER, letter)


def letter(thanks_id: int) -> Attachment | None:
    """The letter of a year as PDF; None for somebody who was erased, or when none of their hours counts any
    more."""
    thanks = db.session.get(Thanks, thanks_id)
    if thanks is None or thanks.number is None:
        return None
    rows = [
        one for one in queries.entries_of(thanks.person_id) if one.counts and one.day.year == thanks.number
    ]
    if not rows:
        return None
    chapter = settings.current()
    today = thanks.asked_at.astimezone(chapter.zone_info).date()
    data = reports.letter(thanks.person, thanks.number, rows, chapter, today)
    return Attachment(f"letter-{thanks.number}.pdf", pdf.CONTENT_TYPE, pdf.render_pdf("letter", data))
