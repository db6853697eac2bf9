"""What the log says of accounts and roles."""

from chapter.accounts.models import Account
from chapter.audit.log_kinds import LogKind, LogVerbs
from chapter.people.log_names import through_person
from chapter.people.models import Person

LOGGED = (
    LogVerbs(Person, {"granted role": "gave a role to", "ended role": "removed a role from"}),
    LogKind(
        Account,
        {
            "invited": "invited to open an account:",
            "opened her account": "opened an account from their own link",
            "closed account": "closed the account of",
            "opened account": "reopened the account of",
            "chose password": "set a password for",
            "changed password": "changed the password of",
            "asked for another email": "asked for a new email for",
            "changed email": "changed the email of",
            "stopped another email": "stopped the email change of",
            "took back another email": "undid the email change of",
            "asked to be erased": "asked to erase the data of",
            "confirmed to be erased": "confirmed erasing the data of",
            "stays": "canceled the erasure of",
        },
        label="Accounts",
        names=through_person(Account, Account.person_id),
    ),
)
