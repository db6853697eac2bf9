"""What a shift is to a calendar."""

from chapter.documents.calendar import Date
from chapter.volunteering.models import CONFIRMED, Signup
from chapter.web import links


def date_of(signup: Signup) -> Date:
    """The shift in her calendar: under one name for good, cancelled once it is not hers any more."""
    shift, whole = signup.shift, signup.shift.opportunity
    off = signup.status != CONFIRMED or shift.cancelled_at is not None or whole.cancelled_at is not None
    stamps = (signup.created_at, signup.confirmed_at, signup.cancelled_at, shift.moved_at, shift.cancelled_at)
    return Date(
        uid=shift.uid,
        sequence=shift.sequence,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        changed_at=max(filter(None, stamps)),
        title=shift.title,
        description=whole.summary,
        place=", ".join(filter(None, (shift.where, whole.address))),
        url=links.absolute(f"/volunteer/{whole.slug}"),
        cancelled=off,
    )
