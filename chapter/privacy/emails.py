"""The mail that opens what is kept about her."""

from chapter.mail.kinds import kinds
from chapter.mail.letters import write
from chapter.mail.rules import Letter
from chapter.people.models import OneUseLink
from chapter.people.viewer import directors
from chapter.reach import Use


def link(one_use: OneUseLink) -> Letter:
    """The link to everything kept under her address."""
    return write("privacy.link", places={"mine": ("privacy.my_data", one_use.id)})


KINDS = kinds("privacy", "link", use=Use.ASKED_FOR, readers=[directors])
"""What this mail is for, and who of the office may read it."""
