"""The mail by which the office tries whether mail leaves."""

from dataclasses import replace

from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.models import TRIAL
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use

TEST_MAIL = "office.test_mail"


def delivery_test(name: str) -> Letter:
    """To whoever pressed: that mail leaves. It goes before all others, and is tried once."""
    return replace(write_letter(TEST_MAIL, name=name), urgency=TRIAL)


KINDS = declare("office", "test_mail", use=Use.ASKED_FOR, readers=[directors])
"""What this mail is for, and who of the office may read it."""
