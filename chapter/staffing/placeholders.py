"""What fills the placeholders of mails about clearances at sending."""

from flask import Flask

from chapter import db
from chapter.mail.placeholders import register_link
from chapter.people.models import Person
from chapter.security import signed_links
from chapter.staffing.emails import CLEARANCES_LINK


def register(app: Flask) -> None:
    """Register the link with the outbox."""
    register_link(app, CLEARANCES_LINK, clearances_link)


def clearances_link(person_id: int) -> str:
    """The page of somebody's clearances, which the volunteer lead alone may open."""
    return signed_links.absolute_url(
        f"/office/volunteers/people/{db.session.get_one(Person, person_id).public_id}"
    )
