"""Taking a shift, standing by, leaving.

Every change of places locks the shift's row first (``db.lock``), then counts, then writes: how many take it
is a count of rows, never a counter in a column.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.events import wording as events_wording
from chapter.mail import rules as mail
from chapter.people.models import Person, email_key
from chapter.people.rules import persons
from chapter.people.verification import TYPED, verification_by_form
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.shifts import emails, queries, wording
from chapter.shifts.clashes import Busy, Clash, find_clashes
from chapter.shifts.models import BACKUP, CONFIRMED, GONE, MOST_TOGETHER, OFFERED, Shift, Signup
from chapter.shifts.rules import (  # fmt: skip
    backups,
    cancellations,
    clearance_checks,
    email_confirmation,
    endings,
    superseded,
)
from chapter.shifts.rules.superseded import Inherited

CLOSED = "Sign-ups for this shift are closed."


@dataclass(frozen=True)
class SignupRequest:
    """Who wants a shift. ``nonce`` names the one form that was sent.

    ``person`` is set when they have signed in; else name and email say whose it is. ``proof`` (of
    people.verification): what else proves that it is theirs; empty: whether there is a ``person``. ``size``
    above 1 is a team or company of that many under ``team``'s name.
    """

    name: str
    email: str
    nonce: str
    person: Person | None = None
    team: str = ""
    size: int = 1
    show_me: bool = False
    shown_as: str = ""
    proof: str = ""

    @property
    def proved_by(self) -> str:
        """How the person proved who they are."""
        return self.proof or verification_by_form(self.person)


@dataclass(frozen=True)
class SignupResult:
    """A ``signup`` made now or by the same form before; None: they were mailed instead. Whoever typed a name
    and an email learns only that a mail is on its way."""

    signup: Signup | None
    made: bool


def sign_up(shift: Shift, asked: SignupRequest, *, by: Actor, now: datetime) -> SignupResult:
    """Take ``shift``, which is locked: at once while places are free, else as the last backup. The person's
    row is locked after it, so that nobody takes two shifts of one time at once.

    The same form twice makes nothing new. Whoever typed a name and an email proved nothing: what we know of
    that name is said by mail alone, the place is held until it is confirmed by email (`email_confirmation`),
    and shifts that require clearances need somebody who signed in, or the lead. Raises Refused when it is
    closed, too many want to come, they lack a clearance, are busy, or it is too late to confirm.
    """
    known = asked.proved_by != TYPED
    repeated = queries.signup_by_nonce(asked.nonce)
    if repeated is not None:
        return _repeated(shift, repeated)
    _check(shift, asked, now)
    clearance_checks.check_proved(shift.opportunity, proved=known)
    if not known:
        email_confirmation.require_time(shift, now)
    person = asked.person or persons.find_or_add(asked.name, asked.email, now=now)
    db.session.flush()
    db.lock(person)
    gone = restrictions.reasons_against([person.id], Use.SHOWN).get(person.id, "")
    if gone:
        return _not_just_now(shift, asked, wording.not_just_now(person, gone, by), known, now)
    standing = queries.live_signup_of(shift, person.id)
    if standing is not None and not superseded.is_superseded(standing, asked.proved_by, now):
        return _stands_already(standing, asked, now)
    clearance_checks.check(person.id, shift, now=now)
    refused = next((one for one in clashes_of(person.id, shift) if one.refused), None)
    if refused is not None:
        return _not_just_now(shift, asked, wording.clash(refused, shift), known, now)
    left = superseded.end_superseded(standing, by=by, now=now) if standing is not None else superseded.NOTHING
    signup = _create(shift, asked, person, left, by, now)
    if left.freed > asked.size:
        backups.promote(shift, now=now)
    return SignupResult(signup, made=True)


def clashes_of(person_id: int, shift: Shift) -> list[Clash]:
    """The conflicts of ``shift`` with what else the person has: clashes first, then short gaps."""
    if not shift.timed:
        return []
    return clashes_among(shift, queries.busy_times_of(person_id, shift.starts_at, shift.ends_at))


def clashes_among(shift: Shift, busy: Sequence[Busy]) -> list[Clash]:
    """The conflicts of ``shift`` with these times, read before: clashes first, then short gaps."""
    if not shift.timed:
        return []
    wanted = queries.busy_time(shift)
    return find_clashes(wanted, [one for one in busy if one != wanted])


def accept_offer(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Accept an offer; the volunteer has proved who they are. Raises Refused when it has expired or they are
    busy."""
    shift = backups.lock_shift_of(signup)
    if signup.status == CONFIRMED:
        return
    if signup.status != OFFERED or signup.offered_until is None or now >= signup.offered_until:
        raise Refused("The time to say yes has passed. You can sign up again on the sign-up page.")
    if not backups.may_move(shift, now):
        raise Refused(CLOSED)
    db.lock(signup.person)
    clearance_checks.check_size(shift.opportunity, signup.size)
    clearance_checks.check(signup.person_id, shift, now=now)
    refused = next((one for one in clashes_of(signup.person_id, shift) if one.refused), None)
    if refused is not None:
        raise Refused(wording.clash(refused, shift))
    backups.give_shift(signup, queries.signups_of(shift), by=by, now=now)
    backups.queue_letter(signup, emails.confirmed(signup), now)


def confirm(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Confirm that the sign-up is one's own: takes the place that was held, or stands by as a proved backup.

    Idempotent. Raises Refused when the time is over, or the volunteer is busy.
    """
    backups.lock_shift_of(signup)
    if signup.status == GONE:
        raise Refused("The time to confirm has passed. You can sign up again on the sign-up page.")
    if signup.status == OFFERED:
        accept_offer(signup, by=by, now=now)


def leave(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Decline an offer, or stop standing by. Idempotent. Whoever leaves a shift that was called off stays
    free even if that is undone.

    Raises Refused for somebody who has the shift: they seek a substitute instead (`substitutes`).
    """
    shift = backups.lock_shift_of(signup)
    if signup.status == GONE:
        cancellations.leave_cancelled(signup, ending=by.kind, verb="left", by=by, now=now)
        return
    if signup.status == CONFIRMED:
        raise Refused(
            "This shift is yours. If you can’t make it, tell us, and we will look for a substitute."
        )
    before = signup.status
    endings.end([signup], cause=by.kind, now=now)
    audit.record("left", signup, by=by, now=now, before={"status": before}, after={"status": GONE})
    backups.promote(shift, now=now)


def remove(signup: Signup, *, why: str, by: Actor, now: datetime) -> None:
    """The lead removes somebody, for a reason that they read in their mail. Raises Refused without one."""
    shift = backups.lock_shift_of(signup)
    if not why:
        raise Refused("Enter a reason. The volunteer will read it.", "why")
    if signup.called_off:
        cancellations.leave_cancelled(signup, ending=by.kind, why=why, verb="let go", by=by, now=now)
        backups.queue_letter(signup, emails.ended(signup), now)
        return
    if signup.status == GONE:
        return
    before = signup.status
    endings.end([signup], cause=by.kind, why=why, now=now)
    audit.record("let go", signup, by=by, now=now, before={"status": before}, after={"status": GONE}, why=why)
    backups.queue_letter(signup, emails.ended(signup), now)
    backups.promote(shift, now=now)


def _stands_already(signup: Signup, asked: SignupRequest, now: datetime) -> SignupResult:
    """The person has a live sign-up already, as their mail says; whoever only typed a name learns no more."""
    backups.queue_letter(signup, emails.already(signup) if signup.proved else emails.is_it_you(signup), now)
    return SignupResult(None if asked.proved_by == TYPED else signup, made=False)


def _repeated(shift: Shift, signup: Signup) -> SignupResult:
    if signup.shift_id != shift.id:
        raise Refused("This form belongs to another shift. Open this page again.")
    return SignupResult(signup, made=False)


def _check(shift: Shift, asked: SignupRequest, now: datetime) -> None:
    if not shift.open(now):
        raise Refused(CLOSED)
    if not 1 <= asked.size <= MOST_TOGETHER:
        raise Refused(f"Up to {events_wording.number(MOST_TOGETHER)} can sign up together.", "size")
    clearance_checks.check_size(shift.opportunity, asked.size)
    if asked.size > shift.capacity:
        raise Refused(f"This shift has {wording.places(shift.capacity)}.", "size")
    if asked.size > 1 and not asked.team:
        raise Refused("Enter the name of your team or company.", "team")


def _not_just_now(
    shift: Shift, asked: SignupRequest, sentence: str, known: bool, now: datetime
) -> SignupResult:
    """Say why not: on the page to somebody who proved who they are, else by mail alone."""
    if known:
        raise Refused(sentence)
    mail.queue(emails.clash(shift, asked.name, sentence), to=(asked.name, asked.email), now=now)
    return SignupResult(None, made=False)


def _create(
    shift: Shift, asked: SignupRequest, person: Person, left: Inherited, by: Actor, now: datetime
) -> Signup:
    """Create a sign-up. ``left``: what an unproved one of theirs held, which they get first."""
    signups = queries.signups_of(shift)
    jobs = queries.coverage_of(shift).asked_for_a_job if shift.opportunity.from_job else 0
    fits = left.covers(asked.size) or asked.size <= backups.free_for_newcomers(shift, signups, jobs, now=now)
    signup = Signup(
        shift=shift, person=person, name=asked.name, email=asked.email, email_key=email_key(asked.email),
        team=asked.team, size=asked.size, show_me=asked.show_me, shown_as=asked.shown_as, nonce=asked.nonce,
        checkin_code=secrets.token_hex(16), created_at=now, queued_at=left.queued_at or now, link_version=1,
        times_passed=left.times_passed, offered_why="",
        cancellation_cause="", cancelled_why="", proof=asked.proved_by,
    )  # fmt: skip
    db.session.add(signup)
    db.session.flush()
    if not signup.proved:
        email_confirmation.hold_until_confirmed(signup, fits=fits, by=by, now=now)
        backups.queue_letter(signup, emails.is_it_you(signup), now)
    elif fits:
        backups.give_shift(signup, signups, by=by, now=now)
        backups.queue_letter(signup, emails.confirmed(signup), now)
    else:
        place = sum(one.status == BACKUP for one in signups) + 1
        audit.record("stands by", signup, by=by, now=now, after={"status": BACKUP, "place": place})
        backups.queue_letter(signup, emails.standing_by(signup, place), now)
    if fits:
        for one in signups:
            one.times_passed += one.status == BACKUP
    return signup
