"""What fills the placeholders of mails about shifts at sending: links, calendar file, check-in code."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.mail import current_addresses
from chapter.mail.placeholders import Attachment, register_attachment, register_link
from chapter.people.verification import is_verified
from chapter.security import signed_links
from chapter.shifts.calendar_files import calendar_date_of
from chapter.shifts.emails import BOARD_LINK, CALENDAR, CODE, SHEET_LINK, SHIFT_LINK
from chapter.shifts.models import CONFIRMED, Opportunity, Signup


def register(app: Flask) -> None:
    """Register the functions that make them with the outbox."""
    register_link(app, SHIFT_LINK, shift_link)
    register_link(app, SHEET_LINK, sheet_link)
    register_link(app, BOARD_LINK, board_link)
    register_attachment(app, CALENDAR, calendar_file)
    register_attachment(app, CODE, code)
    owners = select(Signup.id, Signup.name, Signup.email, Signup.person_id, not_(is_verified(Signup)))
    current_addresses.register(app, Signup.__tablename__, owners)


def shift_link(signup_id: int) -> str:
    """The personal link of a sign-up, with its current version."""
    return signed_links.absolute_url(f"/volunteer/shift/{db.session.get_one(Signup, signup_id).token}")


def sheet_link(opportunity_id: int) -> str:
    """The public sheet of an opportunity."""
    return signed_links.absolute_url(f"/volunteer/{db.session.get_one(Opportunity, opportunity_id).slug}")


def board_link(opportunity_id: int) -> str:
    """The office's page of an opportunity."""
    return signed_links.absolute_url(
        f"/office/volunteers/{db.session.get_one(Opportunity, opportunity_id).slug}"
    )


def calendar_file(signup_id: int) -> Attachment | None:
    """The shift as a calendar file; None for a sign-up that was erased."""
    signup = db.session.get(Signup, signup_id)
    if signup is None or signup.erased_at is not None:
        return None
    return Attachment("shift.ics", CONTENT_TYPE, calendar([calendar_date_of(signup)]))


def code(signup_id: int) -> Attachment | None:
    """The check-in code as a PNG; None unless they have the shift."""
    signup = db.session.get(Signup, signup_id)
    if signup is None or signup.status != CONFIRMED:
        return None
    return Attachment("code.png", "image/png", qr.png(signup.checkin_code))
