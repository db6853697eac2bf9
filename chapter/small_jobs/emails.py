"""The mail about a small job."""

from chapter.accounts.viewer import volunteer_leads
from chapter.bookings.emails import BOOKING_LINK
from chapter.bookings.models import Rsvp
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use
from chapter.small_jobs.models import SmallJob


def small_job(rsvp: Rsvp, job: SmallJob | None) -> Letter:
    """The event changed, so that the guest has another time at the badge desk (``job``), or none any more
    (None)."""
    return write_letter(
        "volunteering.small_job", event=rsvp.event, job=job, rsvp=rsvp,
        placeholders={"link": (BOOKING_LINK, rsvp.id)}, about=("rsvps", rsvp.id),
    )  # fmt: skip


KINDS = declare("volunteering", "small_job", use=Use.HELD, readers=[volunteer_leads])
"""What this mail is for, and who of the office may read it."""
