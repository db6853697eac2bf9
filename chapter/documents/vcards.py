"""Contacts as files (vCard 4.0, RFC 6350)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vobject

CONTENT_TYPE = "text/vcard; charset=utf-8"


@dataclass(frozen=True)
class Contact:
    """A person as an address book stores them; empty fields are left out."""

    uid: str
    name: str
    called: str = ""
    title: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    urls: Sequence[str] = ()


def vcard(contact: Contact) -> bytes:
    """One contact as a file. The name is not split: all of it is the given name."""
    card = vobject.vCard()
    card.add("version").value = "4.0"
    card.add("uid").value = f"urn:chapter:{contact.uid}"
    card.add("fn").value = contact.name
    card.add("n").value = vobject.vcard.Name(given=contact.name)
    if contact.organisation:
        card.add("org").value = [contact.organisation]
    for kind, value in (
        ("nickname", contact.called),
        ("title", contact.title),
        ("email", contact.email),
        ("note", contact.note),
        *(("url", url) for url in contact.urls),
    ):
        if value:
            card.add(kind).value = value
    if contact.phone:
        _add_phone(card, contact.phone)
    return str(card.serialize()).encode()


def _add_phone(card: Any, phone: str) -> None:
    """Add the phone as text; with an extension, as a tel URI (RFC 3966), where the semicolon keeps its
    meaning."""
    tel = card.add("tel")
    tel.value = phone
    if ";" in phone:
        tel.value, tel.value_param, tel.encoded = f"tel:{phone}", "uri", True
