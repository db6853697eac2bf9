"""What the outbox, consents and suppressions hold of a person."""

from sqlalchemy import or_

from chapter.mail import rules
from chapter.mail.models import Consent, Mail, Suppression
from chapter.personal_data.declarations import DELETE, Act, NotPersonal, PersonalTable, Section
from chapter.personal_data.subjects import of_people, typed, under_address, without_person

UNOWNED = without_person(Mail.person_id, Mail.to_key)
TABLES = (
    PersonalTable(
        Mail,
        export="mails",
        section=Section("mail/public/_my_mails.html", 9),
        whose=or_(of_people(Mail.person_id), UNOWNED),
        shown=or_(typed(Mail.person_id, Mail.to_key), UNOWNED),
        order=(Mail.id.desc(),),
        secrets="placeholders attachments",
        left_out="to_key",
        reasons={"dedup_key": "which mail must not go twice"},
        erasure=Act(rules.erase, always=True),
        key=Mail.to_key,
        mails_to_herself=True,
        longest={"text": 100_000, "failure": 20_000, "placeholders": 100_000, "attachments": 100_000},
    ),
    PersonalTable(
        Consent,
        export="consents",
        section=Section("mail/public/_my_consents.html", 7),
        whose=under_address(Consent.email_key),
        left_out="email_key",
        erasure=DELETE,
        key=Consent.email_key,
    ),
    NotPersonal(
        Suppression,
        reason="an address that bounced, as a keyed hash, so that it outlives erasure without naming anybody",
        reasons={"address_hash": "a keyed hash"},
    ),
)
