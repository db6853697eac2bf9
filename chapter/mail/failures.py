"""What a mail’s row says of why it did not leave, as pages say it."""

from chapter.mail.rules import SET_ASIDE

IN_WORDS = {SET_ASIDE: "A staff member archived it."}


def in_words(failure: str) -> str:
    """The reason that a mail’s row stores, in the words of a page."""
    return IN_WORDS.get(failure, failure)
