"""Links in mails about hellos, filled in at sending: a guest's pages, a companion's answer."""

from flask import Flask

from chapter import db
from chapter.bookings.placeholders import booking_link
from chapter.hello.emails import COMES_LINK, COMPANION_LINK, MET_LINK
from chapter.hello.models.companions import Companion
from chapter.mail.placeholders import register_link
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Register the functions that make these links with the outbox."""
    register_link(app, COMES_LINK, who_comes_link)
    register_link(app, MET_LINK, met_link)
    register_link(app, COMPANION_LINK, companion_link)


def who_comes_link(rsvp_id: int) -> str:
    """The page on which a guest reads who comes, and to whom they say hello."""
    return f"{booking_link(rsvp_id)}/who-comes"


def met_link(rsvp_id: int) -> str:
    """The page on which a guest says whom they met and what they promised."""
    return f"{booking_link(rsvp_id)}/whom-i-met"


def companion_link(companion_id: int) -> str:
    """The page on which a companion accepts or declines."""
    return signed_links.absolute_url(f"/meet/{db.session.get_one(Companion, companion_id).token}")
