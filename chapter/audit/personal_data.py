"""What the audit log holds of a person: what it says of an erased record is blanked (rules.redact)."""

from chapter.audit.models import Entry, Values
from chapter.personal_data.declarations import NotPersonal

TABLES = (
    NotPersonal(
        Entry,
        reason="who did what when stays for ever; why is blanked with the record that it is about",
        reasons={
            "actor_person_id": "who of the staff, or which member, did it",
            "actor_name": "the name of a rule or a command of ours",
        },
    ),
    NotPersonal(Values, reason="the values of a record, blanked when the record is erased"),
)
