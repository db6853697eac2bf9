"""What the log says of memberships, dues, and people who left."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import (
    ERASED_NAME,
    LogKind,
    LogVerbs,
    RecordName,
    always,
    names_from,
)
from chapter.membership.models.applications import APPROVED, DECLINED, Application
from chapter.membership.models.dues import METHODS, Dues
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.membership.models.settings import MembershipSettings
from chapter.membership.status import STATUSES
from chapter.people.log_names import PERSON_BY_PUBLIC_ID, through_person, with_page
from chapter.people.models import Person


def _member(name: str, public_id: str) -> RecordName:
    return with_page(name, "membership_office.show_person", public_id)


def _invited(name: str, public_id: str | None) -> RecordName:
    return _member(name, public_id) if public_id else RecordName(name or ERASED_NAME)


def _applicant(name: str, public_id: str) -> RecordName:
    return with_page(name, "applications_office.show_application", public_id)


LOGGED = (
    LogVerbs(
        Person,
        {
            "resigned": "recorded the resignation of",
            "suspended": "suspended",
            "deceased": "recorded the death of",
            "took back": "undid the departure of",
        },
        {"status": one_of(STATUSES)},
    ),
    LogKind(
        Membership,
        {
            "began": "began the membership of",
            "renewed": "renewed the membership of",
            "began anew": "began again the membership of",
            "wants to renew": "asked to renew the membership of",
            "changed payer": "edited who pays for the membership of",
        },
        {"payer": Field("Paid by", refers=PERSON_BY_PUBLIC_ID)},
        label="Memberships",
        untold="its terms are told of, which begin and renew it",
        names=through_person(Membership, Membership.payer_id, _member),
    ),
    LogKind(
        Dues,
        {"recorded dues": "recorded dues of", "reversed dues": "reversed dues of"},
        {"method": one_of(METHODS, "Paid by"), "paid_on": Field("Paid on")},
        label="Dues",
        names=through_person(Dues, Dues.payer_id, _member),
    ),
    LogKind(
        Invitation,
        {"took back": "undid the invitation of"},
        label="Household invitations",
        untold="whoever says yes belongs to a membership, which is told of",
        names=names_from(
            select(Invitation.id, Invitation.name, Person.public_id).outerjoin(
                Person, Person.id == Invitation.payer_id
            ),
            _invited,
        ),
    ),
    LogKind(
        Application,
        {},
        {"decision": one_of({APPROVED: "approved", DECLINED: "declined"})},
        label="Applications",
        untold="whoever is approved begins a membership, which is told of",
        names=names_from(select(Application.id, Application.name, Application.public_id), _applicant),
    ),
    LogKind(
        MembershipSettings,
        {"changed": "edited"},
        {"reminder_days": Field("Renewal reminders, in days before the end date")},
        label="Membership wording",
        names=always("the membership wording", lambda: url_for("applications_office.texts")),
    ),
)
