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
            "thanked": "thanked everyone who came to",
            "missed": "missed some guests, and emailed them:",
        },
        {"due": Field("Due")},
    ),
    LogVerbs(
        Rsvp,
        {
            "let in": "let in from the waitlist:",
            "excused": "excused",
            "no longer excused": "marked as a no-show again:",
            "walked in": "let in as a walk-in:",
            "walked in after all": "let in after all:",
            "took back a walk-in": "undid the walk-in of",
            SEATED: "gave seats at the door to",
            AS_BOOKED: "changed back to what was booked:",
        },
        history={
            "walked in": "{who} let {name} in as a walk-in",
            "took back a walk-in": "{who} undid the walk-in of {name}",
            "seated at the door": "{who} gave {name} seats at the door, because they were inside{sizes}",
            "as booked again": "{who} undid that, so {name} has what was booked again{sizes}",
            "walked in after all": "{who} let {name} in after all",
        },
    ),
    LogVerbs(Signup, {"came without a place": "came without a place in the shift:"}),
    LogKind(
        DoorLink,
        {
            "made a door link": "made a door link for",
            "revoked a door link": "ended the door link of",
            "gave a door link again": "restored the door link of",
        },
        {"ends_at": Field("Valid until")},
        label="Door links",
        untold="a link opens a door for whoever holds it, and is nobody’s history",
        names=through_event(DoorLink, DoorLink.helper),
    ),
)
