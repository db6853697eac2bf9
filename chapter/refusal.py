"""The one way in which a rule says no."""


class Refused(Exception):
    """A rule does not allow what was asked.

    ``sentence`` is shown to the person who asked, so it is a whole, kind sentence without blame.
    ``field`` names the form field that it belongs beside, or None when it concerns the whole form.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
