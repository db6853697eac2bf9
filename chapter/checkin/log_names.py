"""What the log says of the door."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogKind, LogVerbs
from chapter.bookings.models import Rsvp
from chapter.checkin.models import DoorLink
from chapter.checkin.rules.seats import AS_BOOKED, SEATED
from chapter.events.log_names import through_event
from chapter.events.models import Event
from chapter.shifts.models import Signup

LOGGED = (
    LogVerbs(
        Event,
        {
            "reminded": "reminded the guests of",
            "thanked": "thanked those who came to",
            "missed": "missed some who had booked, and wrote to them:",
        },
        {"due": Field("Due")},
    ),
    LogVerbs(
        Rsvp,
        {
            "let in": "let in from the waitlist:",
            "excused": "excused",
            "no longer excused": "no longer excuses",
            "walked in": "let in without a booking:",
            "walked in after all": "let in after all:",
            "took back a walk-in": "took back the walk-in of",
            SEATED: "gave seats at the door to",
            AS_BOOKED: "set back to what was booked:",
        },
        history={
            "walked in": "{who} let {name} in without a booking",
            "took back a walk-in": "{who} took the walk-in of {name} back",
            "seated at the door": "{who} gave {name} seats at the door, since they were inside{sizes}",
            "as booked again": "{who} took that back: {name} stands as booked again{sizes}",
            "walked in after all": "{who} let {name} in after all",
        },
    ),
    LogVerbs(Signup, {"came without a place": "came without a place:"}),
    LogKind(
        DoorLink,
        {
            "made a door link": "made a door link for",
            "revoked a door link": "revoked the door link of",
            "gave a door link again": "gave back the door link of",
        },
        {"ends_at": Field("Valid until")},
        label="Door links",
        untold="a link opens a door for whoever holds it, and is nobody’s history",
        names=through_event(DoorLink, DoorLink.helper),
    ),
)
