"""How a broadcast is shown in the office: before it is sent, while it is held, as a sample."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select

from chapter import db
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Preview, kind_of
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.queries import parts_of
from chapter.broadcasts.rules import holds
from chapter.broadcasts.scheduled import may_be_written
from chapter.gateways import clock
from chapter.mail import mime_messages, templates
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.web.access import current_user

SAMPLE_KIND = "mail.sample"
SHOWN_FOR = timedelta(days=7)
"""How long a page shows that something was not sent."""

MOST_SAMPLES = 3
"""The most sample letters of one act that are mailed."""


@dataclass(frozen=True)
class HeldBroadcast:
    """A held broadcast as a page shows it. ``many``: how many are notified; ``may``: whether the viewer
    decides about it; ``soon``: whether the event begins so soon that *Send now* comes first; ``waits``:
    whether another held broadcast must be decided first. What is stuck, or was not sent, gets no preview."""

    broadcast: Broadcast
    said: str
    many: int
    minutes: int
    soon: bool
    may: bool
    waits: bool = False


def previews_of(broadcast: Broadcast) -> list[Preview]:
    """The previews of ``broadcast`` and of its parts: one for each kind that notifies anybody."""
    looked_at = [(one.kind, kinds.preview_of(one)) for one in [broadcast, *parts_of(broadcast)]]
    by_kind: dict[str, list[Preview]] = defaultdict(list)
    for kind, sight in looked_at:
        by_kind[kind].append(sight)
    whole = [
        Preview(
            [reader for one in of_kind for reader in one.to],
            [left for one in of_kind for left in one.out],
            next((one.letter for one in of_kind if one.letter is not None), None),
        )
        for of_kind in by_kind.values()
    ]
    return [sight for sight in whole if sight.to or sight.out]


def letter_text(letter: Letter) -> str:
    """The text of a letter, without anybody's personal link."""
    return mime_messages.plain_text(
        letter.text, dict.fromkeys(letter.placeholders, mime_messages.HIDDEN_LINK)
    ).strip()


def send_sample(found: Sequence[Preview], *, name: str, email: str, person_id: int, now: datetime) -> int:
    """Mail sample letters to the viewer who asks; returns how many mails."""
    shown = [sight.letter for sight in found if sight.letter is not None][:MOST_SAMPLES]
    for letter in shown:
        mail.queue(sample_of(letter, name), to=(name, email), person_id=person_id, now=now)
    return len(shown)


def sample_of(letter: Letter, name: str) -> Letter:
    """The mail that shows ``letter`` to whoever is about to send it."""
    return templates.write_letter(SAMPLE_KIND, subject=letter.subject, text=letter_text(letter), name=name)


def begins_soon(broadcast: Broadcast, now: datetime) -> bool:
    """Whether the event begins so soon that sending now is offered first."""
    begins = kind_of(broadcast).begins_at(broadcast)
    return begins is not None and now < begins <= now + holds.BEGINS_SOON


def shown_about(record_kind: str, record_id: int, kind: str = "") -> list[HeldBroadcast]:
    """The held broadcasts about one record (of one kind, when given), for the banners on its pages; also
    those held as part of another, those stuck, and those not sent lately."""
    found = select(Broadcast).where(Broadcast.record_kind == record_kind, Broadcast.record_id == record_id)
    return _shown(found.where(Broadcast.kind == kind) if kind else found)


def shown_to_viewer() -> list[HeldBroadcast]:
    """Held or stuck broadcasts that the viewer decides about, the next to be sent first, and the viewer's own
    that were not sent. Empty for a viewer without a second factor, who could neither read nor decide."""
    if not current_user.secured:
        return []
    me = current_user.number
    shown = _shown(select(Broadcast).where(Broadcast.parent_id.is_(None) | Broadcast.left_at.is_not(None)))
    return [one for one in shown if one.may and (not one.broadcast.not_sent or one.broadcast.opened_by == me)]


def _shown(found: Select[Broadcast]) -> list[HeldBroadcast]:
    now = clock.now()
    lately = and_(Broadcast.sent_at > now - SHOWN_FOR, Broadcast.opened_by.is_not(None))
    standing = found.where(Broadcast.undone_at.is_(None), or_(Broadcast.sent_at.is_(None), lately))
    ordered = standing.order_by(Broadcast.sends_at, Broadcast.id)
    shown = [one for one in db.session.scalars(ordered) if one.held or one.stuck or one.not_sent]
    return [_held(broadcast, now) for broadcast in shown if may_be_written(broadcast, now)]


def _held(broadcast: Broadcast, now: datetime) -> HeldBroadcast:
    kind = kind_of(broadcast)
    may = (broadcast.parent_id is None or not broadcast.held) and kind.may_manage(current_user, broadcast)
    if broadcast.stuck or broadcast.not_sent:
        return HeldBroadcast(broadcast, kind.title(broadcast), 0, _minutes(broadcast, now), False, may)
    return HeldBroadcast(
        broadcast,
        kind.title(broadcast),
        sum(kinds.count_recipients(one) for one in [broadcast, *parts_of(broadcast)]),
        _minutes(broadcast, now),
        begins_soon(broadcast, now),
        may,
        kind.is_blocked(broadcast),
    )


def _minutes(broadcast: Broadcast, now: datetime) -> int:
    return max(1, math.ceil((broadcast.sends_at - now).total_seconds() / 60))
