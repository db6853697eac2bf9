"""Programs, opportunities, their shifts, and who takes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.events.models import Event
from chapter.people.models import Person
from chapter.people.models.listed_name import ListedName
from chapter.people.verification import Verifiable
from chapter.security import signed_links
from chapter.shifts.models.programs import Program
from chapter.web import record_redirects

ONE_OFF, RECURRING, FLEXIBLE, ROLE = "one_off", "recurring", "flexible", "role"
KINDS = {
    ONE_OFF: "Once",
    RECURRING: "Repeats",
    FLEXIBLE: "Flexible, within a few weeks",
    ROLE: "Ongoing role",
}
TIMED = frozenset({ONE_OFF, RECURRING})
"""Kinds whose shifts have a time of day; the others have one shift as long as they run."""

PUBLIC, MEMBERS, INVITED = "public", "members", "invited"
AUDIENCES = {PUBLIC: "Everybody", MEMBERS: "Members", INVITED: "Invited people"}

NO_LOG, WITH_APPROVAL, FREELY = "none", "approval", "free"
HOURS_RULES = {
    NO_LOG: "Volunteers can’t log hours themselves",
    WITH_APPROVAL: "Logged hours count once approved",
    FREELY: "Logged hours count right away",
}

TRAINING, BACKGROUND, INTERVIEW = "training", "background", "interview"
CLEARANCES = {TRAINING: "Training", BACKGROUND: "Background check", INTERVIEW: "Interview"}

CONFIRMED, OFFERED, BACKUP, GONE = "confirmed", "offered", "backup", "gone"
"""The states of a sign-up: see `Signup.status`."""

SHIFT, OPPORTUNITY, EVENT = "shift", "opportunity", "event"
"""What a shift was canceled with, and its sign-ups with it: alone, with its opportunity, with its event."""

CALLED_OFF = frozenset({SHIFT, OPPORTUNITY, EVENT})
"""What ended a sign-up that was live when its shift was canceled: the volunteer did not leave."""

MOST_TOGETHER = 20


class Opportunity(db.Versioned, db.Model):
    """Something that the chapter needs people for: for an event (``event_id``) or on its own.

    ``kind`` is one of ``KINDS``; a recurring one has ``rrule`` (RFC 5545), and its occurrences are rows of
    `Shift`. ``hours_rule`` is one of ``HOURS_RULES``. ``skills`` are words separated by commas. ``remote``:
    volunteers need not come, so it clashes with nothing. ``from_job`` marks the one that holds the small
    jobs asked for when booking for its event. State is times: a draft until ``published_at``. ``audience``
    says who sees it; INVITED: whoever has an `Invitation` to one of its shifts.
    """

    __tablename__ = "opportunities"
    __table_args__ = (CheckConstraint("minimum_age IS NULL OR minimum_age >= 18", name="minimum_age"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12), default=ONE_OFF)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    program_id: Mapped[int | None] = mapped_column(ForeignKey("programs.id"), index=True)
    title: Mapped[str] = mapped_column(String(140))
    summary: Mapped[str] = mapped_column(String(300), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(140), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    neighborhood: Mapped[str] = mapped_column(String(80), default="")
    remote: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str] = mapped_column(String(64))
    skills: Mapped[str] = mapped_column(String(500), default="")
    minimum_age: Mapped[int | None]
    needs_training: Mapped[bool] = mapped_column(default=False)
    needs_background: Mapped[bool] = mapped_column(default=False)
    needs_interview: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[str] = mapped_column(String(12), default=PUBLIC)
    hours_rule: Mapped[str] = mapped_column(String(12), default=WITH_APPROVAL)
    rrule: Mapped[str] = mapped_column(String(300), default="")
    from_job: Mapped[bool] = mapped_column(default=False)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_why: Mapped[str] = mapped_column(Text, default="")

    event: Mapped[Event | None] = relationship()
    program: Mapped[Program | None] = relationship()
    lead: Mapped[Person | None] = relationship(foreign_keys=[lead_id])

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone of its venue."""
        return ZoneInfo(self.zone)

    @property
    def wanted_skills(self) -> list[str]:
        """The skills that help there, as typed."""
        return [word.strip() for word in self.skills.split(",") if word.strip()]

    @property
    def needed(self) -> tuple[str, ...]:
        """The keys of ``CLEARANCES`` that are required for its shifts."""
        asked = {
            TRAINING: self.needs_training,
            BACKGROUND: self.needs_background,
            INTERVIEW: self.needs_interview,
        }
        return tuple(kind for kind, needed in asked.items() if needed)

    @property
    def draft(self) -> bool:
        """Whether it is not published yet."""
        return self.published_at is None


class Shift(db.Model):
    """One stretch of time at which people are needed. Whoever changes who takes it locks this row.

    ``starts_wall``/``ends_wall`` are what the sheet says in the opportunity's time zone; the UTC times
    follow from them. ``capacity`` is how many may take it, ``minimum`` how many it cannot do without.
    ``place`` is only set where it differs from the opportunity's. ``sequence`` counts what calendars must
    know (RFC 5545): changes of the shift, and of its sign-ups (`chapter.web.change_counters`); ``moved_at``:
    when helpers were last notified of another time; ``lead_told_at``: when the lead was notified that 48
    hours are left and a substitute is still needed; ``cancelled_with``: SHIFT (it alone), OPPORTUNITY or
    EVENT; empty while it is on; ``closed_at``: when the lead closed it. Hours follow check-in and check-out
    until then. ``waitlist_due_at``: places came free by an act that left the backups to the next sweep, which
    has not run yet.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("minimum >= 0 AND minimum <= capacity", name="minimum"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        Index("ix_shifts_time", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id"), index=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    starts_wall: Mapped[datetime] = mapped_column(DateTime())
    ends_wall: Mapped[datetime] = mapped_column(DateTime())
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(140), default="")
    capacity: Mapped[int] = mapped_column(default=1)
    minimum: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[datetime | None]
    lead_told_at: Mapped[datetime | None]
    waitlist_due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    cancelled_with: Mapped[str] = mapped_column(String(12), default="")

    opportunity: Mapped[Opportunity] = relationship(lazy="joined", innerjoin=True)

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone of its venue."""
        return self.opportunity.zone_info

    @property
    def online(self) -> bool:
        """Whether it is remote, so that its time zone has to be named."""
        return self.opportunity.remote

    @property
    def where(self) -> str:
        """The venue in words; empty for remote ones."""
        return self.place or self.opportunity.place

    @property
    def uid(self) -> str:
        """Its stable UID in calendars (RFC 5545)."""
        return f"shift-{self.public_id}@chapter"

    @property
    def title(self) -> str:
        """The opportunity and the task: "Gala, Coats"."""
        return f"{self.opportunity.title}, {self.label}" if self.label else self.opportunity.title

    @property
    def timed(self) -> bool:
        """Whether volunteers have to be there from start to end: not for flexible ones and roles."""
        return self.opportunity.kind in TIMED

    @property
    def minutes(self) -> int:
        """How long it lasts, in minutes."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    def open(self, now: datetime) -> bool:
        """Whether somebody may still take it: published, and neither canceled nor over."""
        whole = self.opportunity
        alive = self.cancelled_at is None and whole.cancelled_at is None and not whole.draft
        return alive and now < self.ends_at


class Signup(ListedName, Verifiable, db.Model):
    """That somebody takes a shift, or stands by as a backup in line since ``queued_at``.

    ``size`` places, usually 1; a team signs up as one row under its contact, with no other names.
    ``confirmed_at``: since when they have it. ``offered_until``: a place is held for them until they accept
    or that time passes; ``offered_why`` is the reason for the offer. ``held_until``: whoever typed it did not
    sign in, so it is only held until then, for confirmation by email. ``released_at``: they seek a
    substitute, whose row has ``substitute_for_id`` this one's number. ``times_passed`` counts as in
    `chapter.claims`. ``came_at``/``left_at``: checked in and out; ``last_scan_nonce``: the nonce of the form
    that read their code last. ``no_show_at``, ``excused_at``: set by the lead. One of ``CALLED_OFF`` as
    ``cancellation_cause``: what it had is still in its columns. ``show_me``: their first name may be on the
    public sheet. ``checkin_code``: in their QR code.
    """

    __tablename__ = "signups"
    __table_args__ = (
        CheckConstraint("size >= 1", name="size"),
        Index("ix_signups_line", "shift_id", "cancelled_at", "confirmed_at", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    team: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=1)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    checkin_code: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    times_passed: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    offered_why: Mapped[str] = mapped_column(Text, default="")
    released_at: Mapped[datetime | None]
    substitute_for_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"))
    cancelled_at: Mapped[datetime | None]
    cancellation_cause: Mapped[str] = mapped_column(String(12), default="")
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    came_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    last_scan_nonce: Mapped[str] = mapped_column(String(64), default="")
    no_show_at: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]
    followed_up_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def status(self) -> str:
        """CONFIRMED (also while a substitute is sought), OFFERED, BACKUP, or GONE."""
        if self.cancelled_at is not None:
            return GONE
        if self.confirmed_at is not None:
            return CONFIRMED
        return BACKUP if self.offered_until is None else OFFERED

    @property
    def held(self) -> int:
        """How many places are held for an answer (see `chapter.claims.queue`)."""
        return self.size if self.status == OFFERED else 0

    @property
    def saved(self) -> int:
        """No place is saved for a backup: what newcomers may take is computed when they come."""
        return 0

    @property
    def lapses_at(self) -> datetime | None:
        """When an offer ends, or a position in line that was never confirmed by email."""
        waits = self.status == BACKUP and not self.proved
        return self.held_until if waits else self.offered_until

    @property
    def owes(self) -> bool:
        """A shift costs nothing."""
        return False

    @property
    def called_off(self) -> bool:
        """Whether it ended with its shift: the volunteer did not leave."""
        return self.cancellation_cause in CALLED_OFF

    @property
    def seeks_substitute(self) -> bool:
        """Whether they have the shift and seek a substitute for it."""
        return self.status == CONFIRMED and self.released_at is not None

    @property
    def token(self) -> str:
        """The token of their personal link; a new ``link_version`` invalidates the old one."""
        return signed_links.make_token("shift", self.public_id, self.link_version)


SLUGS = record_redirects.SluggedKind(
    Opportunity,
    "opportunity",
    frozenset(
        {"new", "code", "programs", "mailed", "shift", "people", "hours", "board", "shifts", "signups"}
    ),
)
"""The addresses of opportunities; words that their pages use are reserved."""
