"""The exceptions by which a rule refuses."""

from collections.abc import Mapping


class Refused(Exception):
    """A rule does not allow what was requested.

    ``sentence`` is shown to the person who asked, so it is a whole, kind sentence without blame. ``field``
    names the form field that it belongs beside, or None when it concerns the whole form.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NeedsConfirmation(Refused):
    """The amount may be right but is unusual: the form asks once more, then accepts it
    (forms/money_fields.py)."""


class EditConflict(Refused):
    """The record was saved elsewhere while this form was open; nothing was changed and what was typed is
    kept."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(
            sentence
            or "This was changed somewhere else while you had it open. Check what changed, then save again."
        )


class RowsRefused(Refused):
    """Of several records that were chosen, some can't be: nothing was done. ``refusals``: why, by public
    id."""

    def __init__(self, refusals: Mapping[str, str]) -> None:
        super().__init__("Nothing was done. Remove the rows marked below, then try again.")
        self.refusals = refusals
