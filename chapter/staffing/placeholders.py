"""What fills the placeholders of mails about clearances when they are sent."""

from flask import Flask
from sqlalchemy import not_, select

from chapter import db
from chapter.hours.placeholders import letter
from chapter.mail import current_addresses
from chapter.mail.placeholders import register_attachment, register_link
from chapter.people.models import Person
from chapter.people.verification import is_verified
from chapter.security import signed_links
from chapter.shifts.emails import BOARD_LINK, CALENDAR, CODE, LETTER, SHEET_LINK, SHIFT_LINK
from chapter.shifts.models import Signup
from chapter.shifts.placeholders import board_link, calendar_file, code, sheet_link, shift_link
from chapter.staffing.emails import CLEARANCES_LINK


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


def clearances_link(person_id: int) -> str:
    """The page of somebody's trainings and checks, which the volunteer lead alone may open."""
    return signed_links.absolute_url(
        f"/office/volunteers/people/{db.session.get_one(Person, person_id).public_id}"
    )
