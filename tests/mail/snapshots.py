"""The kept words of mails: one file for each kind of letter, each of its wordings below a line with its name.

``== events.confirmed, waiting`` begins a wording; what follows is kept to the byte.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
BEGINS = re.compile(r"^== (.+)\n", re.M)


def path_of(letter: str) -> Path:
    """The file of a letter's kind: what stands before the comma."""
    return FOLDER / f"{letter.partition(',')[0]}.txt"


def read(path: Path) -> dict[str, str]:
    """Each wording that ``path`` keeps, by the name of its letter; none when there is no file."""
    _, *parts = BEGINS.split(path.read_text()) if path.exists() else [""]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def keep(letter: str, words: str) -> None:
    """Put ``words`` in the place of what was kept of ``letter``. ValueError for what would not come back."""
    if BEGINS.search(words) or not words.endswith("\n"):
        raise ValueError(f"{letter} can not be kept between others")
    kept = read(path_of(letter)) | {letter: words}
    path_of(letter).write_text("".join(f"== {name}\n{kept[name]}" for name in sorted(kept)))


def forget_all_but(letters: set[str]) -> None:
    """Keep nothing of mails that are gone."""
    for path in FOLDER.glob("*.txt"):
        kept = {name: words for name, words in read(path).items() if name in letters}
        path.write_text("".join(f"== {name}\n{kept[name]}" for name in sorted(kept)))
        if not kept:
            path.unlink()
