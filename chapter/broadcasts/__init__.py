"""What goes to many at once: previewed, held for ten minutes, then sent or undone.

A *broadcast* is one such act; its *kind* belongs to the package that sends it (its `broadcasts.py`). Its
*recipients* are looked up again when it is sent. A *preview* is what is shown before: to whom it goes, who is
left out and why, and a sample letter.
"""

from flask import Flask

from chapter import today_sources
from chapter.broadcasts import personal_data, previews, today
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Give templates the held broadcasts and the text of a letter."""
    registry.register(app, *personal_data.TABLES)
    today_sources.register(app, *today.SOURCES)
    app.jinja_env.globals.update(held_about=previews.shown_about, words_of_letter=previews.letter_text)
