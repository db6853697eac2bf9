"""Forms: clean text in, what was typed kept, a refusal beside its field, two editors of one record.

`fields` makes the fields, `submission` tries a rule with a form or a button; a form that counts once is an
`IdempotentForm`, one that changes a record an `EditForm`, one that narrows a list a `ListForm`.
"""

from flask import Flask

from chapter.forms import submission


def register(app: Flask) -> None:
    """Answer a request with the page of a form that was refused."""
    submission.register(app)
