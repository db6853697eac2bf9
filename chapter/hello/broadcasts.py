"""The broadcast by which many are asked to meet a guest."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.events.undo_window import is_settled
from chapter.events_office.broadcasts import EventBroadcast
from chapter.hello import emails
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.rules.request_timing import COMPANIONS_ASKED
from chapter.mail.rules import Letter


class CompanionsAskedBroadcast(EventBroadcast):
    """Asks people whether they would meet a guest."""

    name = mail = COMPANIONS_ASKED

    def title(self, broadcast: Broadcast) -> str:
        """The title: people are asked to meet a guest, and at which event."""
        return f"Asked to meet a guest: {self.event(broadcast).title}"

    def recipients(self, broadcast: Broadcast) -> Sequence[Recipient]:
        """The people asked who have not answered yet."""
        found = companion_search.unanswered_in(broadcast)
        return [Recipient(one.id, one.person.name, one.person.email, one.person_id) for one in found]

    def is_blocked(self, broadcast: Broadcast) -> bool:
        """Whether a move or cancellation of the event may still be undone: the letter names the date."""
        return not is_settled(self.event(broadcast))

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """One letter for each reader, about the guest whom they are asked to meet."""
        by_id = {one.id: one for one in companion_search.unanswered_in(broadcast)}
        return [emails.companion_asked(by_id[reader.id]) for reader in readers]

    def page_url(self, broadcast: Broadcast) -> str:
        """The office's page of greeters and guests."""
        return url_for("hello_office.companions_page", slug=self.event(broadcast).slug)

    def is_needless(self, broadcast: Broadcast, now: datetime) -> bool:
        """Whether the event does not take place, or has begun."""
        event = self.event(broadcast)
        return event.cancelled_at is not None or now >= event.starts_at

    def why_dropped(self, broadcast: Broadcast, _now: datetime) -> str:
        """Withdraw the requests that were not mailed; return the sentence that says why."""
        left = companions.withdraw_unsent(broadcast)
        why = "was canceled" if self.event(broadcast).cancelled_at is not None else "began"
        return (
            f"{self.event(broadcast).title} {why} before these emails left, so they were not sent."
            if left
            else ""
        )

    def revert(self, broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
        """Withdraw the requests that were not mailed: those people were never asked."""
        companions.withdraw_unsent(broadcast)
        return ""


KINDS = (CompanionsAskedBroadcast(),)
