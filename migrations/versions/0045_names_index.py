"""an index of everybody's names; members are found by what is heard of a word, too

It is filled from the names that stand, by the rule of this day: chapter/people/name_matching.py may know more
since, and ``flask rebuild-directory`` writes everything anew.
"""

import re
import unicodedata
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

AT_ONCE = 1_000
CROSSED = str.maketrans({
    "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ð": "d", "ß": "ss", "ħ": "h",
    "ŧ": "t", "ə": "e", "ς": "σ",
})  # fmt: skip
INSIDE, BETWEEN = re.compile("[’'`ʼ‘´ʻ′＇]"), re.compile(r"[\W_]+")
HYPHENED = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)+")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
JOINED = frozenset(
    "van von der den de del della di da das do dos du la le los al el bin ibn bint ter ten mc mac st o d".split()
)
RESPELLED = tuple((re.compile(pattern), letters) for pattern, letters in (
    ("^g(?=[ei])|dj|dzh", "j"), ("tsch|tch|cz|ch(?=[eiy])", "c"), ("sch|sh|sz|zs", "s"), ("ph|bh|mh", "f"),
    ("^gh", "g"), ("gh", ""), ("kh|ck|q|ch|c(?![eiyj])", "k"), ("c(?=[eiyj])", "s"), ("x", "ks"), ("z", "s"),
    ("w(?![aeiouy])", ""), ("[vw]", "f"), ("(?<=.)h|^h(?=[^aeiouy])", ""), ("^j", "J"), ("^[aeiouy]+", "A"),
    ("[aeiouyj]", ""), (r"(.)\1+", r"\1"),
))  # fmt: skip


def upgrade() -> None:
    words = op.create_table(
        "name_words",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_name_words_person_id")),
        sa.PrimaryKeyConstraint("word", "person_id", name=op.f("pk_name_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_words_person_id", "name_words", ["person_id"])
    keys = op.create_table(
        "name_keys",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name=op.f("pk_name_keys")),
        sqlite_with_rowid=False,
    )
    people = op.get_bind().execute(sa.text("SELECT id, name, called FROM people ORDER BY id")).all()
    known = {number: _indexed(f"{name}") | _indexed(f"{called}") for number, name, called in people}
    _insert(words, [{"word": word, "person_id": one} for one, some in known.items() for word in sorted(some)])
    every = sorted(set().union(*known.values()))
    _insert(keys, [{"key": key, "word": word} for word in every for key in sorted(_keys(word))])
    _add_sounds()


def downgrade() -> None:
    op.execute("DELETE FROM search_trigrams WHERE gram <> lower(gram)")
    op.drop_table("name_keys")
    op.drop_index("ix_name_words_person_id", table_name="name_words")
    op.drop_table("name_words")


def _insert(table: sa.Table, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        op.bulk_insert(table, rows[start : start + AT_ONCE])


def _add_sounds() -> None:
    """The trigrams of what is heard of the words that people show, and those of parts of names without
    spaces."""
    trigrams = sa.table(
        "search_trigrams",
        sa.column("gram"), sa.column("place"), sa.column("person_id"), sa.column("width"),
    )  # fmt: skip
    bind = op.get_bind()
    shown = bind.execute(sa.text("SELECT person_id, width, name, words FROM search_texts")).all()
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for person_id, width, *texts in shown:
        for place, text in enumerate(texts):
            for gram in _more_grams(text):
                said = found.get((person_id, gram), (0, 0))
                found[person_id, gram] = max(said, (width, -place))
    there = bind.execute(sa.text("SELECT person_id, gram FROM search_trigrams")).all()
    for person_id, gram in there:
        found.pop((person_id, gram), None)
    rows = [
        {"gram": gram, "place": -place, "person_id": person_id, "width": width}
        for (person_id, gram), (width, place) in found.items()
    ]
    _insert(trigrams, rows)  # type: ignore[arg-type]  # a table of the columns that are written


def _more_grams(text: str) -> set[str]:
    words = text.split()
    heard = {gram for word in words for gram in _trigrams(_sound(word[:40]))}
    return heard | {gram for word in words for part in _parts(word) for gram in _trigrams(part[:40])}


def _words(text: str) -> list[str]:
    marks = unicodedata.normalize("NFKD", INSIDE.sub("", text))
    plain = "".join(mark for mark in marks if unicodedata.category(mark)[0] != "M").lower()
    return [word for word in BETWEEN.split(unicodedata.normalize("NFC", plain.translate(CROSSED))) if word]


def _indexed(text: str) -> set[str]:
    words = _words(text)
    joined = ["".join(_words(one)) for one in HYPHENED.findall(text)]
    joined += [first + second for first, second in pairwise(words[:-1])]
    run, runs = "", []
    for word in words:
        run += word
        if word not in JOINED:
            runs.append(run)
            run = ""
    return {word[:40] for word in (*words, *joined, *runs, *(part for word in words for part in _parts(word)))}


def _parts(word: str) -> list[str]:
    return [word[at:] for at in range(1, len(word))] if UNSPACED.match(word) else []


def _sound(word: str) -> str:
    for pattern, letters in RESPELLED:
        word = pattern.sub(letters, word)
    return word.upper() if len(word) > 1 else ""


def _trigrams(word: str) -> set[str]:
    padded = f"  {word}"
    return {padded[at : at + 3] for at in range(len(word))}


def _keys(word: str) -> set[str]:
    return _trigrams(word) | {one for one in [_sound(word)] if one}
