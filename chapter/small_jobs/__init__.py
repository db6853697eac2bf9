"""Small jobs: guests who asked for one when they booked get a slot of twenty minutes at the badge desk."""

from datetime import datetime
from typing import Any

from flask import Flask

from chapter import glossary_terms
from chapter.bookings import panels
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import endings
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.small_jobs import emails, glossary, models, personal_data, queries
from chapter.small_jobs.rules import assignments


def register(app: Flask) -> None:
    """Register the mail about a small job, and the panel on the guest's booking."""
    registry.register(app, *personal_data.TABLES)
    kinds.register(app, emails.KINDS)
    glossary_terms.register(app, *glossary.TERMS)
    endings.BOOKINGS_ENDED.register(app, assignments.follow_end, frees=[models.SmallJob.rsvp_id])
    panels.register(app, panels.Panel("small_jobs/public/_job.html", _booking_panel))


def _booking_panel(rsvp: Rsvp, now: datetime) -> dict[str, Any] | None:
    if rsvp.arrival != "small_job":
        return None
    job = queries.job_of(rsvp)
    if job is None:
        none_left = rsvp.going and not rsvp.came and not models.slots_ahead(rsvp.event, now)
        return {"job": None} if none_left else None
    return None if now >= job.ends else {"job": job}
