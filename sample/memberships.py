"""The members of the sample chapter: years of joining, renewing and lapsing, worked out by the pure rules."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chapter import db
from chapter.audit import Actor, Entry
from chapter.levels.models import Level
from chapter.levels.periods import A_DAY, Span, begun, continued
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import (
    ANEW,
    GRANTED,
    JOINED,
    RENEWED,
    Enrollment,
    Member,
    Membership,
    Term,
)
from chapter.membership.rules.member_role import ROLE, RULE
from chapter.people.models import Person, RoleGrant
from chapter.settings import queries as settings
from sample import bulk_insert, levels
from sample.people import NEWCOMER, SIGN_INS, Crowd, Somebody

HOUSEHOLD_EVERY, COMPANY_EVERY, IN_PARTS_EVERY = 14, 40, 60
RENEWS, LATE = 0.84, 0.35
LEFT = {11: "resigned", 23: "resigned", 37: "suspended", 51: "deceased"}
WHY = {"resigned": "Moves away", "suspended": "Until the board has met", "deceased": "Her family wrote to us"}


@dataclass
class Life:
    """One membership of the sample: who belongs to it (the first pays), at which level, its terms."""

    people: list[Somebody]
    level: Level
    spans: list[tuple[Span, str]] = field(default_factory=list)
    left: str = ""

    @property
    def last(self) -> Span:
        """Its latest term."""
        return self.spans[-1][0]


def save(seed: int, crowd: Crowd, made: dict[str, Level], *, now: datetime) -> None:
    """Save everybody who is or was a member, with terms, dues, roles and audit entries."""
    chance = random.Random(f"{seed} members")
    today = now.astimezone(settings.current().zone_info).date()
    lives = list(_lives(chance, [one for one in crowd.people if is_member(one)], made, today))
    director = crowd.ids[0]
    numbers = bulk_insert.add(Membership, [_membership(life, crowd, today, now) for life in lives])
    numbered = list(zip(lives, numbers, strict=True))
    bulk_insert.add(Member, [_member(one, life, crowd) for life in lives for one in life.people])
    bulk_insert.add(
        Enrollment,
        [_place(one, life, number, crowd, now) for life, number in numbered for one in life.people],
    )
    terms = [(life, number, span, why) for life, number in numbered for span, why in life.spans]
    term_ids = bulk_insert.add(Term, [_term(life, number, span, why) for life, number, span, why in terms])
    paid = [
        _dues(life, number, term_id, span, crowd, director)
        for (life, number, span, _why), term_id in zip(terms, term_ids, strict=True)
        if life.level.price_cents
    ]
    dues = bulk_insert.add(Dues, paid)
    bulk_insert.add(Entry, [_recorded(number, one, director) for number, one in zip(dues, paid, strict=True)])
    _roles(lives, crowd, today)
    _leavings(lives, crowd, today, now, director)


def is_member(one: Somebody) -> bool:
    """Whether this person is or was a member."""
    return one.member or one.number < len(SIGN_INS)


def _lives(
    chance: random.Random, members: Sequence[Somebody], made: dict[str, Level], today: date
) -> Iterator[Life]:
    waiting = list(members)
    while waiting:
        one = waiting.pop(0)
        number = len(members) - len(waiting)
        life = Life([one], _level(chance, one, number, made))
        if life.level.bundle_kind and one.number >= len(SIGN_INS):
            many = 5 if life.level.slug == levels.COMPANY else chance.choice((1, 2, 2, 3))
            life.people += [waiting.pop(0) for _ in range(min(many, len(waiting)))]
        _live(chance, life, today)
        if one.number >= len(SIGN_INS) and number in LEFT and len(life.people) == 1:
            life.left = LEFT[number]
        yield life


def _level(chance: random.Random, one: Somebody, number: int, made: dict[str, Level]) -> Level:
    if one.number < len(SIGN_INS):
        return made[{0: levels.HONORARY, NEWCOMER: levels.HOUSEHOLD}.get(one.number, levels.MEMBER)]
    if number % COMPANY_EVERY == 0:
        return made[levels.COMPANY]
    if number % HOUSEHOLD_EVERY == 0:
        return made[levels.HOUSEHOLD]
    return made[levels.FRIEND if chance.random() < 0.2 else levels.MEMBER]


def _live(chance: random.Random, life: Life, today: date) -> None:
    """Join, and at each end renew, renew late, rejoin, or not."""
    payer = life.people[0]
    signs_in = payer.number < len(SIGN_INS)
    on = payer.since.astimezone(settings.current().zone_info).date()
    period, ended = life.level.period, signs_in and SIGN_INS[payer.number].ended is not None
    life.spans.append((begun(period, min(on, today)), GRANTED if life.level.complimentary else JOINED))
    while life.last.last is not None and life.last.last <= today and not ended:
        if not signs_in and chance.random() > RENEWS:
            return
        late = 0 if signs_in else chance.randint(1, 75) if chance.random() < LATE else -chance.randint(0, 25)
        on = life.last.last + timedelta(days=late)
        if on > today:
            return
        span = continued(period, life.last, on)
        life.spans.append((span, RENEWED if span.first == life.last.last + A_DAY else ANEW))


def _membership(life: Life, crowd: Crowd, today: date, now: datetime) -> dict[str, Any]:
    last, first = life.last, life.last
    for span, _ in reversed(life.spans[:-1]):
        if span.last is None or span.last + A_DAY != first.first:
            break
        first = span
    payer = life.people[0].number
    soon = last.last is not None and today - timedelta(days=20) <= last.last <= today + timedelta(days=30)
    return {
        "public_id": db.public_id(),
        "level_id": life.level.id,
        "payer_id": crowd.ids[payer],
        "began_on": first.first,
        "ends_on": last.last,
        "grace_until": last.grace_until,
        "made_at": _noon(life.spans[0][0].first),
        "link_version": 1,
        "renewal_wanted_at": now - timedelta(days=2)
        if soon and payer % 3 == 0 and life.level.price_cents
        else None,
        "ended_at": now - timedelta(days=30) if life.left in {"resigned", "deceased"} else None,
    }


def _member(one: Somebody, life: Life, crowd: Crowd) -> dict[str, Any]:
    return {"person_id": crowd.ids[one.number], "first_joined_on": life.spans[0][0].first}


def _place(one: Somebody, life: Life, number: int, crowd: Crowd, now: datetime) -> dict[str, Any]:
    first = life.spans[0][0].first
    gone = life.left in {"resigned", "deceased"}
    return {
        "membership_id": number, "person_id": crowd.ids[one.number], "since_on": first,
        "added_at": _noon(first), "added_by": None, "ended_at": now - timedelta(days=30) if gone else None,
        "ended_by": crowd.ids[0] if gone else None,
    }  # fmt: skip


def _term(life: Life, number: int, span: Span, why: str) -> dict[str, Any]:
    return {
        "membership_id": number, "level_id": life.level.id, "first_on": span.first, "last_on": span.last,
        "anchor_on": span.anchor, "grace_days": span.grace_days, "price_cents": life.level.price_cents,
        "why": why, "made_at": _noon(span.first),
    }  # fmt: skip


def _dues(life: Life, number: int, term: int, span: Span, crowd: Crowd, by: int) -> dict[str, Any]:
    method = ("check", "transfer", "card", "cash")[number % 4]
    in_parts = life.people[0].number % IN_PARTS_EVERY == 0 and span == life.last
    amount = life.level.price_cents * 2 // 3 if in_parts else life.level.price_cents
    return {
        "public_id": db.public_id(), "membership_id": number, "term_id": term,
        "payer_id": crowd.ids[life.people[0].number], "amount_cents": amount,
        "currency": "usd", "method": method, "paid_on": span.first,
        "note": "The rest comes by check" if in_parts else "", "nonce": f"sample-{term}",
        "recorded_at": _noon(span.first), "recorded_by": by, "reverses_id": None,
    }  # fmt: skip


def _recorded(number: int, dues: dict[str, Any], director: int) -> dict[str, Any]:
    by = Actor("person", director)
    return bulk_insert.entry("recorded dues", Dues, number, by=by, at=dues["recorded_at"])


def _roles(lives: Sequence[Life], crowd: Crowd, today: date) -> None:
    """Save the role of a member for everybody in ``lives``, from the first day of each until it ended."""
    granted: list[dict[str, Any]] = []
    for life in lives:
        until = today - timedelta(days=30) if life.left else life.last.grace_until
        over = until is not None and until < today
        for one in life.people:
            granted.append({
                "person_id": crowd.ids[one.number], "role": ROLE, "granted_at": _noon(life.spans[0][0].first),
                "granted_by": None, "ended_by": None,
                "ended_at": _noon(until + A_DAY) if over and until else None,
            })  # fmt: skip
    bulk_insert.add(RoleGrant, granted)
    bulk_insert.add(
        Entry,
        [
            bulk_insert.entry(
                "granted role",
                Person,
                one["person_id"],
                by=RULE,
                at=one["granted_at"],
                why="Membership: active.",
            )
            for one in granted
        ],
    )


def _leavings(lives: Sequence[Life], crowd: Crowd, today: date, now: datetime, director: int) -> None:
    bulk_insert.add(
        Departure,
        [
            {
                "person_id": crowd.ids[life.people[0].number], "kind": life.left,
                "since_on": today - timedelta(days=30), "until_on": None, "why": WHY[life.left],
                "noted_at": now - timedelta(days=30), "noted_by": director,
            }
            for life in lives
            if life.left
        ],
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), settings.current().zone_info).astimezone(UTC)
