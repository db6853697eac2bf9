"""The mail with the link to what is stored about its reader."""

from chapter.accounts.models import OneUseLink
from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use


def data_link(one_use: OneUseLink, *, opens: bool = True, account: bool = False) -> Letter:
    """The link to what is stored under the address, when it ``opens`` anything; where to sign in, when there
    is an ``account``."""
    placeholders = {"mine": ("privacy.my_data", one_use.id)} if opens else {}
    if account:
        placeholders["sign_in"] = ("privacy.sign_in", one_use.id)
    return write_letter("privacy.link", placeholders=placeholders, opens=opens, account=account)


KINDS = declare("privacy", "link", use=Use.ASKED_FOR, readers=[directors], lapses=True, bound=True)
"""What this mail is for, and who of the office may read it."""
