"""A shift as a calendar entry."""

from chapter.documents.calendar import CANCELLED, CONFIRMED, TENTATIVE, CalendarEntry
from chapter.security import signed_links
from chapter.shifts import wording
from chapter.shifts.models import CONFIRMED as HERS
from chapter.shifts.models import GONE, Signup


def calendar_date_of(signup: Signup) -> CalendarEntry:
    """The shift in the volunteer's calendar: always under the same UID, tentative while it is not theirs
    yet, canceled once they have left it. The SEQUENCE grows with every change of the shift and of its
    sign-ups."""
    shift, whole = signup.shift, signup.shift.opportunity
    stamps = (signup.created_at, signup.confirmed_at, signup.cancelled_at, shift.moved_at, shift.cancelled_at)
    return CalendarEntry(
        uid=shift.uid,
        sequence=shift.sequence,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        changed_at=max(filter(None, stamps)),
        title=wording.calendar_title(signup),
        description=whole.summary,
        place=", ".join(filter(None, (shift.where, whole.address))),
        url=signed_links.absolute_url(f"/volunteer/{whole.slug}"),
        status=_status(signup),
    )


def _status(signup: Signup) -> str:
    shift = signup.shift
    if signup.status == GONE or shift.cancelled_at is not None or shift.opportunity.cancelled_at is not None:
        return CANCELLED
    return CONFIRMED if signup.status == HERS else TENTATIVE
