"""What fills the places of mails about shifts when they are sent: links, calendar file, check-in code."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.documents import pdf, qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.mail import current_addresses
from chapter.mail.placeholders import Attachment, register_attachment, register_link
from chapter.people.models import Person
from chapter.people.verification import is_verified
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.volunteering import given, hours_report
from chapter.volunteering.emails import (
    BOARD_LINK,
    CALENDAR,
    CLEARANCES_LINK,
    CODE,
    LETTER,
    SHEET_LINK,
    SHIFT_LINK,
)
from chapter.volunteering.files import date_of
from chapter.volunteering.models import CONFIRMED, Opportunity, Signup
from chapter.volunteering.models.thanks import Thanks


def register(app: Flask) -> None:
    """Tell the outbox how to make them."""
    register_link(app, SHIFT_LINK, shift_link)
    register_link(app, SHEET_LINK, sheet_link)
    register_link(app, BOARD_LINK, board_link)
    register_link(app, CLEARANCES_LINK, clearances_link)
    register_attachment(app, CALENDAR, calendar_file)
    register_attachment(app, CODE, code)
    register_attachment(app, LETTER, letter)
    whose = select(Signup.id, Signup.name, Signup.email, Signup.person_id, not_(is_verified(Signup)))
    current_addresses.register(app, Signup.__tablename__, whose)


def shift_link(signup_id: int) -> str:
    """The personal address of a sign-up, as it is valid now."""
    return signed_links.absolute_url(f"/volunteer/shift/{db.session.get_one(Signup, signup_id).token}")


def sheet_link(opportunity_id: int) -> str:
    """The public sheet of an opportunity."""
    return signed_links.absolute_url(f"/volunteer/{db.session.get_one(Opportunity, opportunity_id).slug}")


def board_link(opportunity_id: int) -> str:
    """Its page in the office."""
    return signed_links.absolute_url(
        f"/office/volunteers/{db.session.get_one(Opportunity, opportunity_id).slug}"
    )


def clearances_link(person_id: int) -> str:
    """The page of somebody's trainings and checks, which the volunteer lead alone may open."""
    return signed_links.absolute_url(
        f"/office/volunteers/people/{db.session.get_one(Person, person_id).public_id}"
    )


def calendar_file(signup_id: int) -> Attachment | None:
    """The shift as a calendar file; nothing for a sign-up that was erased."""
    signup = db.session.get(Signup, signup_id)
    if signup is None or signup.erased_at is not None:
        return None
    return Attachment("shift.ics", CONTENT_TYPE, calendar([date_of(signup)]))


def code(signup_id: int) -> Attachment | None:
    """The check-in code as a picture; only while the shift is hers."""
    signup = db.session.get(Signup, signup_id)
    if signup is None or signup.status != CONFIRMED:
        return None
    return Attachment("code.png", "image/png", qr.png(signup.checkin_code))


def letter(thanks_id: int) -> Attachment | None:
    """Our letter of a year; nothing once she was erased, or when none of her hours counts any more."""
    thanks = db.session.get(Thanks, thanks_id)
    if thanks is None or thanks.number is None:
        return None
    rows = [one for one in given.entries_of(thanks.person_id) if one.counts and one.on.year == thanks.number]
    if not rows:
        return None
    chapter = settings.current()
    today = thanks.asked_at.astimezone(chapter.zone_info).date()
    data = hours_report.letter(thanks.person, thanks.number, rows, chapter, today)
    return Attachment(f"letter-{thanks.number}.pdf", pdf.CONTENT_TYPE, pdf.render_pdf("letter", data))
