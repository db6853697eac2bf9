"""What Today says of the background program and of the clock, and the press “The clock is right”."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.viewer import Viewer, directors
from chapter.gateways import clock
from chapter.heartbeat import erasure_announcements
from chapter.heartbeat import queries as pulse
from chapter.heartbeat.models import ErasureAnnouncement, Heartbeat
from chapter.mail import held_mails, outbox_status
from chapter.mail import queries as mails
from chapter.mail.models import Mail
from chapter.mail.retention import BLANKED_AFTER
from chapter.office.rules import clock_correction
from chapter.office.views.office import bp
from chapter.settings import queries as settings
from chapter.web.access import allow, current_viewer, may_open, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.filters import day
from chapter.web.forms import FORM_EXPIRED

PAGE_LASTS = timedelta(hours=1)
HELD_REASONS = {
    held_mails.WORKER_WAS_OFF: "They were due while the background program was not running.",
    held_mails.NO_SERVER_YET: "They were due before email could leave.",
    held_mails.CLOCK_IN_DOUBT: (
        "They were written while nobody had said that the clock of the machine is right."
    ),
    held_mails.WRONG_CLOCK: "They were written while the clock of the machine was wrong.",
}
OLD_PAGE = "This page was open for a while. Look at the time once more, then press."


@dataclass(frozen=True)
class ClockStatus:
    """What Today says. ``runs``: the background program runs, and its clock is believed. ``silent`` and
    ``doubted``: to say so, to whoever can do something. ``unsent``: mails that wait for it.
    ``held``: mails held back that the viewer may read, ``held_why`` in a sentence. ``night`` and
    ``erased``: what is erased by rule, and when.
    """

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
        """How many things of these wait for somebody."""
        return self.silent + self.doubted + bool(self.held)


def clock_status(viewer: Viewer, now: datetime) -> ClockStatus:
    """What Today says to ``viewer``."""
    stands = pulse.current()
    runs = pulse.is_worker_running(stands, now)
    told = directors.includes(viewer)
    coming = list(db.session.scalars(erasure_announcements.upcoming(now))) if told else []
    night = coming[0].night if coming else None
    held = _held(viewer) if may_open("office.mails") else []
    silent = told and not runs
    return ClockStatus(
        stands=stands,
        now=now,
        runs=runs and stands.believed(now),
        silent=silent,
        doubted=told and stands.doubted_at is not None,
        unsent=outbox_status.count_waiting(now) if silent else 0,
        held=sum(many for _, many in held),
        held_why=_why(held),
        night=night,
        erased=[_said(one) for one in coming if one.night == night],
    )


@bp.post("/clock/is-right")
@allow(directors)
@second_factor_required
def confirm_clock() -> ResponseReturnValue:
    """The clock is right: everything that waited goes on; what was due in the silence before is held back."""
    page, now = redirect(url_for("office.today"), 303), clock.now()
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
        return page
    if not _saw(request.form.get("saw", ""), now):
        flash(OLD_PAGE, "refused")
        return page
    with db.writing():
        held = clock_correction.confirm_clock(by=current_viewer().actor, now=now)
    flash(f"Noted. Everything goes on. {_says_held(held)}".strip(), "done")
    return page


def _saw(said: str, now: datetime) -> bool:
    """Whether the page that was pressed showed about this time."""
    try:
        return abs(datetime.fromisoformat(said) - now) <= PAGE_LASTS
    except (ValueError, TypeError):
        return False


def _says_held(many: int) -> str:
    if not many:
        return ""
    return "One mail is held back." if many == 1 else f"{many:,} mails are held back."


def _held(viewer: Viewer) -> list[tuple[str, int]]:
    """How many are held back for each reason."""
    hers = select(Mail.failure, func.count()).where(held_mails.HELD, mails.readable_by(viewer))
    return [
        (why, many) for why, many in db.session.execute(hers.group_by(Mail.failure).order_by(Mail.failure))
    ]


def _why(held: list[tuple[str, int]]) -> str:
    """The reason in a sentence, where there is one alone; else that each says its own."""
    if len(held) != 1:
        return "For more than one reason; each says its own."
    why, many = held[0]
    return why if many == 1 else HELD_REASONS.get(why, why)


def _said(one: ErasureAnnouncement) -> str:
    chapter, many = settings.current(), one.many
    if one.what == "guests":
        ended = day(one.night - timedelta(days=chapter.guest_days), chapter.zone_info)
        whose = "one booking or sign-up" if many == 1 else f"{many:,} bookings and sign-ups"
        return f"names and answers in {whose} of guests from before {ended}"
    if one.what == "applications":
        return "one application" if many == 1 else f"{many:,} applications"
    whose = "one email" if many == 1 else f"{many:,} emails"
    return f"the words of {whose} older than {BLANKED_AFTER.days} days"
