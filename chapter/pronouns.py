"""The pronouns that a person gave, as sentences need them.

People write theirs as they like: "she/her", "They / them", "ze/hir/hirs". Who gave none, or something that
names no pronoun, is "they": a stranger is never guessed at.
"""

import re
from dataclasses import dataclass

from chapter.plurals import agree


@dataclass(frozen=True)
class Pronouns:
    """One set: ``she`` knows, I know ``her``, ``her`` coat, it is ``hers``; ``several``: "they know"."""

    subject: str
    object: str
    possessive: str
    own: str
    several: bool = False


THEY = Pronouns("they", "them", "their", "theirs", several=True)
KNOWN = {
    known.subject: known
    for known in (
        THEY,
        Pronouns("she", "her", "her", "hers"),
        Pronouns("he", "him", "his", "his"),
        Pronouns("ze", "hir", "hir", "hirs"),
        Pronouns("xe", "xem", "xyr", "xyrs"),
        Pronouns("ey", "em", "eir", "eirs"),
        Pronouns("fae", "faer", "faer", "faers"),
    )
}
WORD = re.compile(r"[^\W\d_]+")


def pronouns_of(given: str) -> Pronouns:
    """The set that ``given`` names first: "she/they" is she."""
    for word in WORD.findall(given.casefold()):
        if word in KNOWN:
            return KNOWN[word]
    return THEY


def they(given: str) -> str:
    """``she``, ``they``: who does something."""
    return pronouns_of(given).subject


def them(given: str) -> str:
    """``her``, ``them``: to whom it is done."""
    return pronouns_of(given).object


def their(given: str) -> str:
    """``her``, ``their``: before what belongs to the person."""
    return pronouns_of(given).possessive


def theirs(given: str) -> str:
    """``hers``, ``theirs``: what belongs to the person, alone."""
    return pronouns_of(given).own


def verb(given: str, one: str, several: str) -> str:
    """The verb behind the pronoun: ``is`` for she, ``are`` for they."""
    return agree(2 if pronouns_of(given).several else 1, one, several)


FILTERS = {"they": they, "them": them, "their": their, "theirs": theirs, "verb": verb}
"""For templates: ``{{ person.pronouns | they }} {{ person.pronouns | verb("has", "have") }} a seat``."""
