"""Mails about shifts that the office moved or called off."""

from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.restrictions import Use
from chapter.shifts.emails import CALENDAR, LEADS, about_signup
from chapter.shifts.models import Signup


def moved(signup: Signup, was: str) -> Letter:
    """The shift has another time or place than before (``was``)."""
    return about_signup(signup, "moved", ((CALENDAR, signup.id),) if signup.confirmed_at else (), was=was)


def called_off(signup: Signup) -> Letter:
    """The shift does not take place, and why; with a file that takes it out of their calendar."""
    return about_signup(signup, "called_off", ((CALENDAR, signup.id),) if signup.confirmed_at else ())


KINDS = declare("volunteering", "moved called_off", use=Use.HELD, readers=LEADS)
"""What these mails are for, and who of the office may read them."""
