"""Announcing that something moved to another time or place, also to those who booked between two changes."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime

from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import BroadcastKind, Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.plurals import agree


class MovedBroadcastKind(BroadcastKind):
    """A kind of broadcast whose payload records how it ``was`` before each change (``steps``, see
    holds.py)."""

    @abstractmethod
    def where_and_when(self, broadcast: Broadcast) -> str:
        """The present time and place, in one line."""

    @abstractmethod
    def all_recipients(self, broadcast: Broadcast) -> RecipientRows:
        """Everybody who has a seat or shift, or waits for one, in what moved; as ``recipients``."""

    @abstractmethod
    def letters_from(
        self, broadcast: Broadcast, readers: Sequence[Recipient], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """The letters to ``readers``. ``was`` maps ``Recipient.id`` to the time and place that each of them
        knew."""

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter | None]:
        """The letters, each with the time and place at booking and the present ones."""
        was = {one.id: kinds.known_before(broadcast.payload, one) for one in readers}
        return self.letters_from(broadcast, readers, was)

    def send_corrections(self, broadcast: Broadcast, stood: str, now: datetime) -> int:
        """Correct the mails of those who booked between two changes, when the record is back to its first
        state and nobody else is notified. ``stood``: time and place after the last change. Returns how
        many."""
        stands = self.where_and_when(broadcast)
        everybody = kinds.recipients_of(self.all_recipients(broadcast))
        was = {
            one.id: known
            for one in everybody
            if (known := _told_when_booking(broadcast, one, stood)) not in ("", stands)
        }
        readers = [one for one in everybody if one.id in was]
        to = kinds.sort_recipients(readers, self.mail).to
        letters = zip(self.letters_from(broadcast, to, was), to, strict=True)
        key = f"telling-{broadcast.public_id}-back"
        mail.queue_many(
            (AddressedLetter(one, (r.name, r.email), r.person_id, f"{key}-{r.id}") for one, r in letters),
            now=now,
        )
        return len(to)


def told_in_between(many: int) -> str:
    """What the page says about those whom `send_corrections` notified; empty when there was nobody."""
    if not many:
        return ""
    return f"{many:,} {agree(many, 'person', 'people')} who booked in between will get an email."


def _told_when_booking(broadcast: Broadcast, reader: Recipient, stood: str) -> str:
    """The time and place in their first mail; empty when they booked before the first change."""
    steps = [(datetime.fromisoformat(at), was) for at, was in broadcast.payload.get("steps", [])]
    if not steps or reader.since is None or reader.since <= steps[0][0]:
        return ""
    return next((str(was) for at, was in steps if reader.since <= at), stood)
