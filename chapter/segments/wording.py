"""A filter in words, and what each of its fields may be."""

from chapter import db
from chapter.levels import queries as levels
from chapter.people import queries as people
from chapter.segments import filters, queries
from chapter.segments.filters import Filter


def describe(wanted: Filter) -> str:
    """The filter as a sentence: “Current members in Logan Square who attended no events this year”."""
    named = _levels() if wanted.level else {}
    places = dict(queries.neighborhoods()) if wanted.near else {}
    return wanted.in_words(named, places, dict(people.all_tags()) if wanted.tag else {})


def choices() -> dict[str, list[tuple[str, str]]]:
    """The options of each field of the filter."""
    return {
        **{name: list(words.items()) for name, words in filters.CHOICES.items()},
        "level": [("", "any level"), *_levels().items()],
        "near": [("", "any neighborhood"), *queries.neighborhoods()],
        "tag": [("", "any tag"), *people.all_tags()],
    }


def _levels() -> dict[str, str]:
    return {level.slug: level.name for level in db.session.scalars(levels.all_levels(retired=True))}
