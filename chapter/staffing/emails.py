"""The mail to clearance keepers."""

from collections.abc import Sequence

from chapter.mail.kinds import declare
from chapter.mail.rules import Letter, placeholder
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.restrictions import Use
from chapter.shifts import wording
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.models import CLEARANCES
from chapter.shifts.models.clearances import Clearance

CLEARANCES_LINK = "volunteering.clearances"


def running_out(found: Sequence[Clearance], lead: Person) -> Letter:
    """To a clearance keeper, and to nobody else: which clearances expire within some weeks."""
    rows = [(one, placeholder(f"person{one.person_id}")) for one in found]
    return write_letter(
        "volunteering.running_out", lead=lead, rows=rows, kinds=CLEARANCES, words=wording,
        placeholders={f"person{one.person_id}": (CLEARANCES_LINK, one.person_id) for one in found},
    )  # fmt: skip


KINDS = declare("volunteering", "running_out", use=Use.HELD, readers=[clearance_keepers])
"""What this mail is for, and who of the office may read it."""
