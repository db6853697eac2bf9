"""The data of the office's Today page and of the log."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from chapter import db
from chapter.accounts.viewer import Viewer, directors
from chapter.audit import Entry, log_kinds
from chapter.audit import queries as audit
from chapter.heartbeat import erasure_announcements
from chapter.heartbeat import queries as heartbeat
from chapter.heartbeat.models import ErasureAnnouncement, Heartbeat
from chapter.mail import held_mails, outbox_status
from chapter.mail import queries as mails
from chapter.mail.models import Mail
from chapter.mail.retention import BLANKED_AFTER
from chapter.office import log_access
from chapter.people.models import Person
from chapter.plurals import agree
from chapter.settings import queries as settings
from chapter.web.access import may_open
from chapter.web.filters import day

HELD_REASONS = {
    held_mails.WORKER_WAS_OFF: "They were due while the background program was not running.",
    held_mails.NO_SERVER_YET: "They were due before email could be sent.",
    held_mails.CLOCK_IN_DOUBT: ("They were written while the server’s clock was in doubt."),
    held_mails.WRONG_CLOCK: "They were written while the server’s clock was wrong.",
}


@dataclass(frozen=True)
class ClockStatus:
    """The worker's status on Today. ``runs``: the worker runs, and its clock is trusted. ``silent`` and
    ``doubted``: to say so, to whoever can do something. ``unsent``: mails that wait for the worker. ``held``:
    mails held back that the viewer may read, ``held_why`` in a sentence. ``night`` and ``erased``: what is
    erased by rule, and when."""

    stands: Heartbeat
    now: datetime
    runs: bool
    silent: bool = False
    doubted: bool = False
    unsent: int = 0
    held: int = 0
    held_why: str = ""
    night: datetime | None = None
    erased: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many of these need somebody's attention."""
        return self.silent + self.doubted + bool(self.held)


def clock_status(viewer: Viewer, now: datetime) -> ClockStatus:
    """The worker's status as Today shows it to ``viewer``."""
    stands = heartbeat.current()
    runs = heartbeat.is_worker_running(stands, now)
    told = directors.includes(viewer)
    coming = list(db.session.scalars(erasure_announcements.upcoming(now))) if told else []
    night = coming[0].night if coming else None
    held = _held_by_reason(viewer) if may_open("office.mails") else []
    silent = told and not runs
    return ClockStatus(
        stands=stands,
        now=now,
        runs=runs and stands.is_trusted(now),
        silent=silent,
        doubted=told and stands.doubted_at is not None,
        unsent=outbox_status.count_waiting(now) if silent else 0,
        held=sum(many for _, many in held),
        held_why=_reason(held),
        night=night,
        erased=[_erasure_text(one) for one in coming if one.night == night],
    )


def _held_by_reason(viewer: Viewer) -> list[tuple[str, int]]:
    """How many mails that the viewer may read are held back, for each reason."""
    held = select(Mail.failure, func.count()).where(held_mails.HELD, mails.readable_by(viewer))
    return [
        (why, many) for why, many in db.session.execute(held.group_by(Mail.failure).order_by(Mail.failure))
    ]


def _reason(held: list[tuple[str, int]]) -> str:
    """The reason as a sentence, if there is only one; else that each mail says its own."""
    if len(held) != 1:
        return "There is more than one reason. Each email shows its own."
    why, many = held[0]
    return agree(many, why, HELD_REASONS.get(why, why))


def _erasure_text(one: ErasureAnnouncement) -> str:
    chapter, many = settings.current(), one.count
    if one.what == "guests":
        ended = day(one.night - timedelta(days=chapter.guest_days), chapter.zone_info)
        whose = agree(many, "one booking or sign-up", f"{many:,} bookings and sign-ups")
        return f"names and answers in {whose} of guests from before {ended}"
    if one.what == "applications":
        return agree(many, "one application", f"{many:,} applications")
    whose = agree(many, "one email", f"{many:,} emails")
    return f"the text of {whose} older than {BLANKED_AFTER.days} days"


def count_failed_mails(viewer: Viewer) -> int:
    """How many failed mails the viewer may read."""
    failed = mails.STATES["failed"], mails.readable_by(viewer)
    return db.session.scalar(select(func.count()).where(*failed)) or 0


def all_mails_arrived() -> bool:
    """Whether no mail of the chapter stands as failed, whoever may read it."""
    return db.first(select(Mail.id).where(mails.STATES["failed"])) is None


def latest_test_mail(viewer: Viewer, kind: str, since: datetime) -> Mail | None:
    """The latest mail of ``kind`` to the viewer that was written after ``since``."""
    own = Mail.kind == kind, Mail.person_id == viewer.number, Mail.created_at > since
    return db.first(select(Mail).where(*own).order_by(Mail.id.desc()).limit(1))


def readable_mail_or_404(viewer: Viewer, public_id: str) -> Mail:
    """A mail that the viewer may read; 404 for any other."""
    return db.first_or_404(select(Mail).where(Mail.public_id == public_id, mails.readable_by(viewer)))


def changes_since_midnight(viewer: Viewer, now: datetime, *, limit: int) -> list[Entry]:
    """The log entries since midnight, the latest first, as far as the viewer may read them."""
    zone = settings.current().zone_info
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(UTC)
    wanted = replace(log_access.readable_by(viewer), since=midnight)
    return list(db.session.scalars(audit.entries(wanted).limit(limit)))


def log_words(entries: Sequence[Entry]) -> dict[str, Any]:
    """How a page shows ``entries``: the name of each one's record, who acted, and what was done."""
    ids = {entry.actor_person_id for entry in entries if entry.actor_person_id is not None}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {
        "records": log_kinds.names_of_records(entries),
        "actors": {row[0]: row[1] for row in rows},
        "done": log_kinds.sentence,
        "who": log_kinds.who_acted,
    }
