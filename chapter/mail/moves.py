"""Telling that something is at another time or place, also to those who came between two changes of it."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime

from chapter.mail import rules as mail
from chapter.mail import tellings
from chapter.mail.models import Telling
from chapter.mail.rules import Addressed, Letter
from chapter.mail.tellings import Kind, Reader


class Move(Kind):
    """A kind of telling whose words keep how it ``was`` before each change (``steps``, see holds.py)."""

    @abstractmethod
    def stands(self, telling: Telling) -> str:
        """Its time and place now, in one line."""

    @abstractmethod
    def everybody(self, telling: Telling) -> Sequence[Reader]:
        """All who have, or wait for, what moved."""

    @abstractmethod
    def letters_from(
        self, telling: Telling, readers: Sequence[Reader], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """The letter of each of ``readers``: from how it was for her, by her number, to how it is."""

    def letters(self, telling: Telling, readers: Sequence[Reader]) -> Sequence[Letter]:
        """How it was when they booked, and how it is now."""
        was = {one.id: tellings.was_known(telling.words, one) for one in readers}
        return self.letters_from(telling, readers, was)

    def correct(self, telling: Telling, stood: str, now: datetime) -> int:
        """All is as it was before the first change, and nobody else hears of it: tell those who booked in
        between, whose mail says how it was then. ``stood``: how it was after the last change; how many."""
        stands = self.stands(telling)
        was = {
            one.id: known
            for one in self.everybody(telling)
            if (known := _told_when_booking(telling, one, stood)) not in ("", stands)
        }
        readers = [one for one in self.everybody(telling) if one.id in was]
        to = tellings.sorted_out(readers, self.mail).to
        letters = zip(self.letters_from(telling, to, was), to, strict=True)
        key = f"telling-{telling.public_id}-back"
        mail.queue_many(
            (Addressed(one, (r.name, r.email), r.person_id, f"{key}-{r.id}") for one, r in letters), now=now
        )
        return len(to)


def told_meanwhile(many: int) -> str:
    """What the page says of those whom `Move.correct` told; empty when there was nobody."""
    if not many:
        return ""
    return f"{many:,} who booked in between {'was' if many == 1 else 'were'} told."


def _told_when_booking(telling: Telling, reader: Reader, stood: str) -> str:
    """What her first mail said; empty when she booked before the first change."""
    steps = [(datetime.fromisoformat(at), was) for at, was in telling.words.get("steps", [])]
    if not steps or reader.since is None or reader.since <= steps[0][0]:
        return ""
    return next((str(was) for at, was in steps if reader.since <= at), stood)
