"""The mail by which the office tests whether mail is sent."""

from dataclasses import replace

from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.models import TRIAL
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.restrictions import Use

TEST_MAIL = "office.test_mail"


def delivery_test(person: Person) -> Letter:
    """The test mail, to whoever requested it. It is sent before all others, and tried once."""
    return replace(write_letter(TEST_MAIL, person=person), urgency=TRIAL)


KINDS = declare("office", "test_mail", use=Use.ASKED_FOR, readers=[directors])
"""The kind of this mail: what it is for, and who of the office may read it."""
