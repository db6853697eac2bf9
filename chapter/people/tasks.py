"""Work on people's records that is run on demand, in batches."""

from chapter import db
from chapter.people.rules import name_index, search_index


def rebuild_search_index() -> int:
    """Rebuild the search index in batches; returns how many people have a profile."""
    last, many = 0, 0
    while ids := search_index.next_person_ids(last):
        with db.writing():
            search_index.reindex(ids)
        last, many = ids[-1], many + len(ids)
    return many


def rebuild_name_index() -> int:
    """Rebuild the names index in batches; returns how many people there are."""
    last, many = 0, 0
    while ids := name_index.next_person_ids(last):
        with db.writing():
            name_index.rewrite(ids)
        last, many = ids[-1], many + len(ids)
    return many
