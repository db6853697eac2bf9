"""What a reader is asked to agree to: each purpose is declared here, once, with every wording that asks.

A kind of mail that needs a consent names its purpose (`kinds.declare`); pages, forms and rules take the words
from here. A new purpose is one more line of ``PURPOSES``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

BOOKING, APPLICATION = "booking", "application"
"""Forms that ask in words of their own."""


@dataclass(frozen=True)
class ConsentPurpose:
    """What a reader says yes or no to. ``name``: what `models.Consent` stores; ``sentence``: what the reader
    says yes to, where all purposes stand together; ``wordings``: what a form asks instead.

    ``asked_first``: its mails go only to those who said yes. Otherwise to all but those who said no, since
    they asked for something that they belong to.
    """

    name: str
    title: str
    sentence: str
    asked_first: bool = True
    wordings: Mapping[str, str] = field(default_factory=dict, hash=False)

    def wording(self, form: str) -> str:
        """What ``form`` asks, saved word for word with the answer."""
        return self.wordings[form]


NEWS = ConsentPurpose(
    "news",
    "Friends Doing Good Things",
    "Email me the newsletter “Friends Doing Good Things” now and then.",
    wordings={
        BOOKING: "Email me when there’s something new. Every email has an unsubscribe link.",
        APPLICATION: "Yes, email me the newsletter “Friends Doing Good Things” now and then.",
    },
)
EVENTS = ConsentPurpose("events", "New events", "Email me about new events.")
DRIVE = ConsentPurpose("drive", "Give something nice", "Email me when a drive begins, and how it turned out.")
WELCOME = ConsentPurpose(
    "welcome", "Welcome emails", "Email me during my first weeks as a member.", asked_first=False
)
ASKS = ConsentPurpose("asks", "Volunteer requests", "Email me when a shift would suit me.", asked_first=False)

PURPOSES = {one.name: one for one in (NEWS, EVENTS, DRIVE, WELCOME, ASKS)}
"""Every purpose, by its name."""
