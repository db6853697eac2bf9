"""The mail by which the office tries whether mail leaves."""

from dataclasses import replace

from chapter.mail.kinds import kinds
from chapter.mail.letters import write
from chapter.mail.models import TRIAL
from chapter.mail.rules import Letter
from chapter.people.viewer import directors
from chapter.reach import Use

TEST_MAIL = "office.test_mail"


def trial(name: str) -> Letter:
    """To her who pressed: that mail leaves. It goes before all others, and is tried once."""
    return replace(write(TEST_MAIL, name=name), urgency=TRIAL)


KINDS = kinds("office", "test_mail", use=Use.ASKED_FOR, readers=[directors])
"""What this mail is for, and who of the office may read it."""
