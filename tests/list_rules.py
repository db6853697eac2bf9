"""Rules about lists: one way to cut, to choose, to narrow, to name somebody."""

import re
from collections.abc import Iterator

from tests.house_rules import File

CUT_BY_HAND = re.compile(r"\.offset\(|args\.get\(\s*[\"']page[\"']|components/pager")


def lists_are_cut_in_one_place(file: File) -> Iterator[str]:
    """Pages of a list are made by web/pages.py: by key, where a row stands."""
    if file.path != "chapter/web/pages.py":
        yield from (f"cuts a list by hand: {found[0]}" for found in CUT_BY_HAND.finditer(file.text))


OTHER_BOXES = {
    "chapter/templates/checkin/door/event/show.html": "a switch of the door’s screen",
    "chapter/templates/checkin/door/event/party.html": "who of one party is let in",
    "chapter/templates/directory/portal/index.html": "chips that narrow a search",
    "chapter/templates/giving/public/show.html": "the fee, whose words change as one types",
}


def rows_are_chosen_by_one_component(file: File) -> Iterator[str]:
    """Boxes of rows are made by components/chosen-rows.html, one box of a form by components/field.html."""
    known = "/components/" in file.path or file.path in OTHER_BOXES
    if not known and re.search(r"type=[\"']checkbox", file.text, re.I):
        yield "makes a box of its own"


OTHER_GET_FORMS = {
    "chapter/templates/components/filter.html": "the one way",
    "chapter/templates/records/office/index.html": "a filter that reads as a sentence (segments/filters.py)",
    "chapter/templates/directory/portal/index.html": "searches as one types, by chips (js/search.js)",
    "chapter/templates/checkin/door/event/show.html": "the door’s own screen; it lists who is found",
    "chapter/templates/office/office/do_not_pair.html": "looks for two people to choose from; no list",
    "chapter/templates/hours/office/find.html": "leads to one person; no list",
}


def lists_are_narrowed_by_one_form(file: File) -> Iterator[str]:
    """What narrows a list is a ListForm, shown by components/filter.html: kept in its address, cleared."""
    if file.path not in OTHER_GET_FORMS and re.search(r"method=[\"']get", file.text, re.I):
        yield "narrows a list by a form of its own"


OWN_EMAILS = {
    "chapter/templates/office/office/settings.html": "the chapter’s own",
    "chapter/templates/records/office/edit.html": "a person’s record says it of herself",
    "chapter/templates/records/office/show.html": "an invitation goes to the person of that page",
}
EMAIL_FIELD = re.compile(r"(?<!person_)\bfield\(\s*[a-z_.]*email")


def others_are_named_by_a_person_field(file: File) -> Iterator[str]:
    """Where the office types somebody else's email, people are proposed (components/person-field.html)."""
    if "/office/" in file.path and file.path not in OWN_EMAILS:
        yield from (f"asks for an email: {found[0]}" for found in EMAIL_FIELD.finditer(file.text))
