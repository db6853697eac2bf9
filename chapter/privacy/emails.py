"""The mail that opens what is kept about her."""

from chapter.mail.letters import write
from chapter.mail.rules import Letter
from chapter.people.models import OneUseLink


def link(one_use: OneUseLink) -> Letter:
    """The link to everything kept under her address."""
    return write("privacy.link", places={"mine": ("privacy.my_data", one_use.id)})
