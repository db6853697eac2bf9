"""What goes to many by one press: shown first, held for ten minutes, undone, or left to leave.

A *broadcast* is one such press; its *kind* belongs to the package that sends it (its `broadcasts.py`). Its
*recipients* are asked for anew when it leaves. A *preview* is what is seen before: to whom, who is left out
and why, how it reads.
"""

from flask import Flask

from chapter.broadcasts import previews


def register(app: Flask) -> None:
    """Let templates ask what is held, and how a letter reads."""
    app.jinja_env.globals.update(held_about=previews.shown_about, words_of_letter=previews.letter_text)
