"""What small jobs hold of a person: their turn at the badge desk."""

from chapter.personal_data.declarations import PersonalTable
from chapter.personal_data.subjects import of_bookings
from chapter.small_jobs.models import SmallJob

TABLES = (PersonalTable(SmallJob, export="small_jobs", whose=of_bookings(SmallJob.rsvp_id)),)
