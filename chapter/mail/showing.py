"""How what is told to many is shown in the office: before the press, while it is held, as a sample."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from chapter import db
from chapter.gateways import clock
from chapter.mail import holds, letters, rendering, tellings
from chapter.mail import rules as mail
from chapter.mail.models import Telling
from chapter.mail.rules import Letter
from chapter.mail.tellings import Sight, kind_of
from chapter.web.access import current_viewer

SAMPLE = "mail.sample"
SHOWN_FOR = timedelta(days=7)
"""So long it is shown that something was not sent."""

AT_MOST = 3
"""So many letters of one act are mailed to look at."""


@dataclass(frozen=True)
class Held:
    """Something that is held, as a page shows it. ``many``: how many are told; ``may``: whether the viewer
    decides about it; ``soon``: whether it begins so soon that *Send now* stands first; ``waits``: whether
    something else has to be certain first. What is stuck, or was not sent, is not composed to be looked at.
    """

    telling: Telling
    said: str
    many: int
    minutes: int
    soon: bool
    may: bool
    waits: bool = False


def sights(telling: Telling) -> list[Sight]:
    """What is seen of ``telling`` and of all that belongs to it: one for each kind that tells anybody."""
    looked_at = [(one.kind, tellings.looked_at(one)) for one in [telling, *_parts(telling)]]
    by_kind: dict[str, list[Sight]] = defaultdict(list)
    for kind, sight in looked_at:
        by_kind[kind].append(sight)
    whole = [
        Sight(
            [reader for one in of_kind for reader in one.to],
            [left for one in of_kind for left in one.out],
            next((one.letter for one in of_kind if one.letter is not None), None),
        )
        for of_kind in by_kind.values()
    ]
    return [sight for sight in whole if sight.to or sight.out]


def words_of(letter: Letter) -> str:
    """A letter as it reads, without anybody's personal link."""
    return rendering.text(letter.text, dict.fromkeys(letter.places, rendering.PERSONAL)).strip()


def send_sample(found: Sequence[Sight], *, name: str, email: str, person_id: int, now: datetime) -> int:
    """Mail to whoever asks how it reads for one of them; how many mails."""
    shown = [sight.letter for sight in found if sight.letter is not None][:AT_MOST]
    for letter in shown:
        mail.queue(sample_of(letter, name), to=(name, email), person_id=person_id, now=now)
    return len(shown)


def sample_of(letter: Letter, name: str) -> Letter:
    """The mail that shows ``letter`` to whoever is about to send it."""
    return letters.write(SAMPLE, subject=letter.subject, text=words_of(letter), name=name)


def begins_soon(telling: Telling, now: datetime) -> bool:
    """Whether what it is about begins so soon that to send it now is offered first."""
    begins = kind_of(telling).begins(telling)
    return begins is not None and now < begins <= now + holds.SOON


def held_about(record_kind: str, record_id: int, kind: str = "") -> list[Held]:
    """What is held about one record (of one kind, when it is given), for the banners on its pages; also what
    is held with another act, what is stuck, and what was not sent lately."""
    found = select(Telling).where(Telling.record_kind == record_kind, Telling.record_id == record_id)
    return _shown(found.where(Telling.kind == kind) if kind else found)


def held_for_viewer() -> list[Held]:
    """All that is held or stuck and that the viewer decides about, what leaves first at the top; and what she
    wrote that was not sent. Nothing while she has no second factor: she could neither read it nor decide."""
    if not current_viewer().secured:
        return []
    me = current_viewer().number
    shown = _shown(select(Telling).where(Telling.within_id.is_(None) | Telling.left_at.is_not(None)))
    return [one for one in shown if one.may and (not one.telling.not_sent or one.telling.opened_by == me)]


def _shown(found: Select[Telling]) -> list[Held]:
    now = clock.now()
    lately = or_(Telling.sent_at.is_(None), Telling.sent_at > now - SHOWN_FOR)
    ordered = found.where(Telling.undone_at.is_(None), lately).order_by(Telling.leaves_at, Telling.id)
    shown = [one for one in db.session.scalars(ordered) if one.held or one.stuck or one.not_sent]
    return [_held(telling, now) for telling in shown]


def _held(telling: Telling, now: datetime) -> Held:
    kind = kind_of(telling)
    may = (telling.within_id is None or not telling.held) and kind.keeps(current_viewer(), telling)
    if telling.stuck or telling.not_sent:
        return Held(telling, kind.said(telling), 0, _minutes(telling, now), False, may)
    return Held(
        telling,
        kind.said(telling),
        sum(tellings.many(one) for one in [telling, *_parts(telling)]),
        _minutes(telling, now),
        begins_soon(telling, now),
        may,
        kind.waits(telling),
    )


def _minutes(telling: Telling, now: datetime) -> int:
    return max(1, math.ceil((telling.leaves_at - now).total_seconds() / 60))


def _parts(telling: Telling) -> list[Telling]:
    if telling.id is None:
        return []
    with_it = select(Telling).where(Telling.within_id == telling.id, Telling.undone_at.is_(None))
    return list(db.session.scalars(with_it.order_by(Telling.id)))
