"""Everything that is stored about somebody, as files: data for a program, a page for reading."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from chapter import db
from chapter.givers.rules.erasure import GivingRecords
from chapter.membership.queries.personal_records import MembershipRecords
from chapter.people.models import email_key
from chapter.people.rules.office_records import OfficeRecords
from chapter.privacy.profile_records import ProfileRecords
from chapter.privacy.queries import PersonalData
from chapter.staffing.rules.erasure import VolunteerRecords

SECRET = {
    "checkin_code", "nonce", "places", "enclosures", "password_hash", "sealed", "last_step", "mark",
    "name_key", "email_key", "to_key", "key", "token_hash",
}  # fmt: skip
"""Columns that grant access to something, or that repeat another in a form for comparing."""

_HELPED = {"profiles": "volunteer_profiles"}
"""Table names that are changed because the name is used already."""


def as_tables(kept: PersonalData) -> dict[str, list[dict[str, Any]]]:
    """The rows of each kind, by its name, without the columns of ``SECRET``."""
    rows: dict[str, Iterable[db.Model]] = {
        "people": [*kept.guests, *kept.members],
        **{field.name: getattr(kept.told, field.name) for field in fields(ProfileRecords)},
        **{field.name: getattr(kept.written, field.name) for field in fields(OfficeRecords)},
        "bookings": kept.bookings,
        "mails": kept.mails,
        "consents": kept.consents,
        "opinions": kept.opinions,
        "at_the_door": kept.moves,
        "hellos": kept.hellos,
        "people_met": kept.met,
        "promises": kept.promises,
        "ties": kept.ties,
        "companions": kept.companions,
        "small_jobs": kept.small_jobs,
        "applications": kept.applications,
        **{field.name: getattr(kept.memberships, field.name) for field in fields(MembershipRecords)},
        **{field.name: getattr(kept.givings, field.name) for field in fields(GivingRecords)},
        **{
            _HELPED.get(field.name, field.name): getattr(kept.helped, field.name)
            for field in fields(VolunteerRecords)
        },
        "relations": kept.relations,
        "orders": kept.orders,
        "payments": kept.payments,
        "accounts": kept.accounts,
        "passkeys": kept.passkeys,
        "apps_for_codes": kept.code_apps,
        "recovery_codes": kept.recovery_codes,
    }
    told = {name: [_plain(row) for row in some] for name, some in rows.items()}
    hers = {one.id for one in (*kept.guests, *kept.members)}
    for one in told["named_for_bundles"]:
        if email_key(one["email"]) != kept.email_key and one["person_id"] not in hers:
            del one["email"]  # the invited person may have changed it since, unknown to the inviter
    return told


def as_json(kept: PersonalData) -> str:
    """The tables as a JSON document."""
    return json.dumps(as_tables(kept), indent=1, ensure_ascii=False, default=str)


def as_zip(kept: PersonalData, page: str) -> bytes:
    """A ZIP file with ``data.json``, ``page`` as ``read-me.html``, and the photo."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", as_json(kept))
        file.writestr("read-me.html", page)
        for profile in kept.told.profiles:
            if profile.photo is not None:
                file.writestr("photo.webp", profile.photo.large)
    return out.getvalue()


def _plain(row: db.Model) -> dict[str, Any]:
    columns = row.__table__.columns
    return {column.key: getattr(row, column.key) for column in columns if column.key not in SECRET}
