"""What the log says of the ways of signing in."""

from chapter.accounts.models import Account
from chapter.audit.log_kinds import LogVerbs

LOGGED = (
    LogVerbs(
        Account,
        {
            "added a passkey": "added a passkey to the account of",
            "renamed a passkey": "renamed a passkey of",
            "removed a passkey": "removed a passkey of",
            "turned on codes": "turned on app codes for",
            "turned off codes": "turned off app codes for",
            "made recovery codes": "made new recovery codes for",
            "used a recovery code": "used a recovery code of",
            "took away second factor": "reset two-step verification for",
        },
    ),
)
