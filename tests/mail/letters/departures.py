"""The mails about what became of somebody, for their snapshots."""

from collections.abc import Callable

from chapter.mail.rules import Letter
from chapter.people.releases import POST, SEAT, SHIFT, Release
from chapter.records import emails
from tests.factories import a_person

SEATS = Release(SEAT, "The Long Table, Thursday, December 10: two seats")
GREETER = Release(POST, "Greeter: The Long Table, Thursday, December 10")
STAYS = Release(SHIFT, "Coats, Saturday, December 5, 9 a.m. to noon", stays=True)


def freed(kind: str, *found: Release) -> Letter:
    return emails.released(a_person("Ana Ruiz", "ana@example.test"), kind, found, a_person("Lea Wolff"))


LETTERS: dict[str, Callable[[], Letter]] = {
    "records.freed, deceased": lambda: freed("deceased", SEATS, GREETER),
    "records.freed, suspended": lambda: freed("suspended", GREETER),
    "records.freed, resigned": lambda: freed("resigned", SEATS, STAYS),
}
