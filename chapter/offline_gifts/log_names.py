"""What the log says of gifts that staff typed."""

from chapter.audit.log_fields import Field, amount, one_of
from chapter.audit.log_kinds import LogVerbs
from chapter.giving.models import Gift
from chapter.offline_gifts.forms import METHODS

LOGGED = (
    LogVerbs(
        Gift,
        {"entered gift": "entered the gift of", "voided gift": "voided the gift of"},
        {"cents": Field("Amount", amount), "method": one_of(METHODS, "Method")},
    ),
)
