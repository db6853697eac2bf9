"""What may appear for somebody who allowed no more than their first name: one careful rule, which reads no
table.

No program can tell from every name which part of it is the first one, so where it is not clear the rule
returns nothing, the form asks, and a page says A_GUEST. What a person wants to be called takes precedence.
The same rule in the browser, for what a form shows while somebody types, is static/js/first-name.js.
"""

import re
import unicodedata

A_GUEST = "A guest"
LONGEST = 40

_TITLES = (
    "dr dra prof professor mr mrs ms miss mx rev reverend fr father sister hon judge sir dame rabbi imam "
    "pastor bishop sra srta sr mme mlle herr frau capt captain col sgt lt gen sen rep atty engr"
)
TITLES = frozenset(_TITLES.split())
"""Titles before a name; compared without case, accents and periods."""

_ENDINGS = "jr sr ii iii iv md dds dvm phd edd jd esq rn lcsw cpa mba msw ma ms ba bs pe ret"
ENDINGS = frozenset(_ENDINGS.split())
"""Degrees and other words after a name."""

_PARTICLES = "van von der den de del della di da das do dos du la le los al el bin ibn bint ter ten"
PARTICLES = frozenset(_PARTICLES.split())
"""A name that begins with one of these begins with the family name."""

_FAMILY = (
    "smith johnson williams brown jones miller davis wilson anderson moore martin thompson white harris "
    "robinson walker young hall wright hill green adams baker roberts turner phillips campbell evans "
    "edwards collins stewart morris murphy cook rogers peterson ward cox richardson watson wood gray "
    "hughes price myers foster sanders garcia rodriguez martinez hernandez lopez gonzalez perez sanchez "
    "ramirez torres flores rivera gomez diaz reyes morales cruz ortiz gutierrez chavez ramos ruiz "
    "mendoza alvarez castillo vasquez vazquez jimenez moreno romero herrera medina aguilar vargas castro "
    "guzman mendez munoz fernandez salazar soto delgado pena rios alvarado sandoval contreras valdez "
    "guerrero ortega estrada nunez maldonado vega dominguez marquez velasquez espinoza molina suarez "
    "navarro cabrera rojas fuentes silva santos oliveira souza pereira ferreira almeida nguyen tran pham "
    "huynh hoang phan vu vo dang bui ngo duong wang li zhang liu chen yang huang zhao wu zhou xu sun zhu "
    "hu guo gao luo zheng liang xie tang deng feng cao peng zeng xiao tian dong pan yuan cai jiang cheng "
    "park choi jeong jung kang cho yoon jang lim shin seo kwon hwang ahn sato suzuki takahashi tanaka "
    "watanabe ito yamamoto nakamura kobayashi kato singh kaur patel sharma kumar gupta khan ahmed "
    "hussain begum kowalski nowak wisniewski wojcik novak horvat ivanov petrov"
)
FAMILY = frozenset(_FAMILY.split())  # fmt: skip
"""Words that are family names far more often than first names: a name that begins with one may be turned
around, or lack the first name."""

_EAST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "YI ")
_UNSPACED = ("THAI ", "LAO ", "KHMER ", "MYANMAR ")
"""Scripts that put no space between words, so that the end of the first name can't be determined."""

_STROKED = str.maketrans("đðɖ", "ddd")
"""Letters with a stroke that look the same in capitals, and that Unicode does not decompose to a d."""

_INSIDE = "-‐'’"
_BEFORE_A_CAPITAL = re.compile(r"Mc|Mac|De|La|Le|\w['’]")
_CALLED = re.compile(r"[\"“”„«(\[]([^\"“”„«»()\[\]]{1,40})[\"“”»)\]]")
_NO_NAME = re.compile(r"[@/\\:;<>{}|=+*#%&_0-9]")


def first_name(name: str) -> str:
    """The first name in ``name``, or an initial with its period; empty where it can't be determined: a script
    without spaces, words run together, a title and one word, only a family name, no name at all. Titles,
    degrees and commas are not part of it; a word in quotes or brackets beside a whole name is what the person
    is called."""
    plain = _plain(name)
    called = _CALLED.search(plain)
    if called is None:
        return _first(plain)
    inside, outside = _first(called[1]), _CALLED.sub(" ", plain)
    if not inside or len(_names_in(called[1].split())) > 1:
        return _first(outside)
    return inside if len(_names_in(_without_titles(outside.split()))) > 1 else ""


def shown_name(*known: str, wanted: str = "", otherwise: str = A_GUEST) -> str:
    """The name to show on a list of first names: ``wanted``, word for word; else the first name in one of the
    ``known`` names, in their order; else ``otherwise``."""
    return " ".join(wanted.split()) or next(filter(None, map(first_name, known)), otherwise)


def in_sentence(name: str) -> str:
    """``name`` for the middle of a sentence: A_GUEST in lower case, any other name unchanged."""
    return A_GUEST.lower() if name == A_GUEST else name


def _first(plain: str) -> str:
    turned = _turned(plain).split()
    words = _without_titles(turned)
    titled_only = len(words) < len(turned) and len(_names_in(words)) < 2
    if not words or titled_only or _NO_NAME.search(words[0]) or _key(words[0]) in PARTICLES:
        return ""
    found = words[0].strip(".,-'’")
    if len(found) == 1 and found.isalpha() and not _of(found, _EAST + _UNSPACED):
        return f"{found}."
    return "" if _unclear(found) else found[:LONGEST]


def _plain(name: str) -> str:
    """One form for what looks the same, without invisible characters."""
    seen = (mark for mark in unicodedata.normalize("NFKC", name) if unicodedata.category(mark) != "Cf")
    return " ".join("".join(seen).split())


def _unclear(word: str) -> bool:
    """Whether ``word`` may hold more than a first name, or none."""
    parts = re.split("[-‐]", word)
    families = _key(word) in FAMILY or _key(parts[-1]) in FAMILY
    return (
        families
        or not any(mark.isalpha() for mark in word)
        or _of(word, _EAST + _UNSPACED)
        or _parted(word)
        or any(map(_run_together, parts))
    )


def _parted(word: str) -> bool:
    """Whether something other than a hyphen or an apostrophe is between two letters."""
    inside = "".join("a" if _letter(mark) or mark in _INSIDE else "." for mark in word)
    return "." in inside.strip(".")


def _run_together(part: str) -> bool:
    """Whether a capital follows in a word that is not all capitals: ``AdaLovelace``, not ``McKenna``."""
    if not any(unicodedata.category(mark) == "Ll" for mark in part):
        return False
    capitals = {place for place, mark in enumerate(part) if unicodedata.category(mark) in ("Lu", "Lt")}
    before = _BEFORE_A_CAPITAL.match(part)
    at = before.end() if before and before.end() in capitals else 0
    return _key(part[at:]) in FAMILY or any(place > at for place in capitals)


def _turned(name: str) -> str:
    """``Ada Lovelace`` for ``Lovelace, Ada``; without the degrees that follow commas."""
    parts = [part.strip() for part in re.split(r"[,،，、]", name)]
    if not all(parts):
        return ""
    parts = parts[:1] + [
        part for part in parts[1:] if not all(_key(word) in ENDINGS for word in part.split())
    ]
    return " ".join(reversed(parts)) if len(parts) <= 2 else ""


def _without_titles(words: list[str]) -> list[str]:
    """The words after titles, and after the "and" between two of them."""
    while words and _key(words[0]) in TITLES:
        words = words[2:] if _key("".join(words[1:2])) == "and" else words[1:]
    return words


def _names_in(words: list[str]) -> list[str]:
    """Those of ``words`` that may be names: no degrees, nothing without letters."""
    return [word for word in words if _key(word) and _key(word) not in ENDINGS]


def _key(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_STROKED)
    return "".join(mark for mark in plain if mark.isalpha() and not unicodedata.combining(mark))


def _letter(mark: str) -> bool:
    return unicodedata.category(mark)[0] in "LM"


def _of(word: str, scripts: tuple[str, ...]) -> bool:
    return any(unicodedata.name(mark, "").startswith(scripts) for mark in word)
