"""Reading the settings of membership: when reminders go out, what those who join are told."""

from chapter import db
from chapter.membership.models.settings import MembershipSettings

ONLY = 1
REMINDER_DAYS = [30, 7, 0, -14]


def current() -> MembershipSettings:
    """The settings; those that the program comes with, while nobody has changed any."""
    return db.session.get(MembershipSettings, ONLY) or MembershipSettings(
        id=ONLY, reminder_days=list(REMINDER_DAYS), join_words="", dues_words="", version=0
    )
