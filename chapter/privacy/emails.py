"""The mail that opens what is kept about her."""

from chapter.mail.kinds import kinds
from chapter.mail.letters import write
from chapter.mail.rules import Letter
from chapter.people.models import OneUseLink
from chapter.people.viewer import directors
from chapter.privacy.mailed import Whose
from chapter.reach import Use


def link(one_use: OneUseLink, known: Whose) -> Letter:
    """The link to everything kept under her address, for whoever has no account; where the others sign in."""
    places = {"mine": ("privacy.my_data", one_use.id)} if known.by_mail else {}
    if known.accounts:
        places["sign_in"] = ("privacy.sign_in", one_use.id)
    return write("privacy.link", places=places, opens=known.by_mail, account=bool(known.accounts))


KINDS = kinds("privacy", "link", use=Use.ASKED_FOR, readers=[directors])
"""What this mail is for, and who of the office may read it."""
