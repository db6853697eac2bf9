"""The mail to whoever leads something that became free because a person died, was suspended or resigned."""

from collections.abc import Sequence

from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.people.releases import Release
from chapter.restrictions import Use


def released(person: Person, kind: str, found: Sequence[Release], lead: Person) -> Letter:
    """What of ``person`` was released, and what they keep, to ``lead``. It does not say that somebody
    is suspended: only the office knows that."""
    return write_letter(
        "records.freed", person=person, left=kind, lead=lead, about=("people", person.id),
        free=[one.words for one in found if not one.stays], stays=[one.words for one in found if one.stays],
    )  # fmt: skip


KINDS = declare("records", "freed", use=Use.HELD, readers=[directors])
"""What this mail is for, and who of the office may read it: it reveals what the managing director noted."""
