"""What the log says of erasure."""

from chapter.audit.log_kinds import LogVerbs
from chapter.bookings.models import Rsvp
from chapter.people.models import Person

LOGGED = (
    LogVerbs(Person, {"erased": "erased what was known about"}),
    LogVerbs(Rsvp, {"erased": "erased the words of a booking of"}),
)
