"""What fills the places of mails about hellos when they are sent: her own pages of an event."""

from flask import Flask

from chapter.bookings.placeholders import booking_link
from chapter.hello.emails import COMES_LINK, MET_LINK
from chapter.mail.placeholders import register_link


def register(app: Flask) -> None:
    """Tell the outbox how to make them."""
    register_link(app, COMES_LINK, who_comes_link)
    register_link(app, MET_LINK, met_link)


def who_comes_link(rsvp_id: int) -> str:
    """Where she reads who comes, and to whom she says hello."""
    return f"{booking_link(rsvp_id)}/who-comes"


def met_link(rsvp_id: int) -> str:
    """Where she says whom she met and what she promised."""
    return f"{booking_link(rsvp_id)}/whom-i-met"
