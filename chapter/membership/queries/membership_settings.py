"""Reading the settings of membership: when reminders go out, what new members are told."""

from chapter import db
from chapter.membership.models.settings import MembershipSettings

ONLY = 1
REMINDER_DAYS = [30, 7, 0, -14]


def current() -> MembershipSettings:
    """The settings of memberships; the defaults, as long as nobody has changed any."""
    return db.session.get(MembershipSettings, ONLY) or MembershipSettings(
        id=ONLY, reminder_days=list(REMINDER_DAYS), join_words="", dues_words=""
    )
