"""What the records of the worker hold of a person: nothing."""

from chapter.heartbeat.models import ErasureAnnouncement, Heartbeat, NightlyRun
from chapter.personal_data.declarations import NotPersonal

TABLES = (
    NotPersonal(Heartbeat, reason="when the worker was last seen"),
    NotPersonal(NightlyRun, reason="which night's work is done"),
    NotPersonal(ErasureAnnouncement, reason="how many rows will be erased, and when"),
)
