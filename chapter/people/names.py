"""What may stand where somebody allowed no more than her first name: one careful rule, read from no table.

Nobody can tell from every name which part of it is the first one, so where it is not clear the rule says
nothing, the form asks, and a page says A_GUEST. What she wants to be called goes before all of it. The same
rule in the browser, for what a form shows as she types, is static/js/first-name.js.
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
"""Words before a name; compared without case, accents and periods."""

_ENDINGS = "jr sr ii iii iv md dds dvm phd edd jd esq rn lcsw cpa mba msw ma ms ba bs pe ret"
ENDINGS = frozenset(_ENDINGS.split())
"""Words after a name."""

_PARTICLES = "van von der den de del della di da das do dos du la le los al el bin ibn bint ter ten"
PARTICLES = frozenset(_PARTICLES.split())
"""A name that begins with one of these begins with the family's."""

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
"""Words that are family names far oftener than first ones: who begins with one may have turned her name
around, or left the first one out."""

_EAST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "YI ")
_CALLED = re.compile(r"[\"“”„«(\[]([^\"“”„«»()\[\]]{1,40})[\"“”»)\]]")
_NO_NAME = re.compile(r"[@/\\:;<>{}|=+*#%&_0-9]")


def first(name: str) -> str:
    """The first name in ``name``, or an initial with its period; empty where it can't be told: East-Asian
    script, only a family's name, no name at all. Titles, degrees and commas are no part of it; a word in
    quotes or brackets is what she is called."""
    plain = " ".join(name.split())
    if called := _CALLED.search(plain):
        return first(called[1]) or first(_CALLED.sub(" ", plain))
    words = _without_titles(_turned(plain).split())
    if not words or _NO_NAME.search(words[0]) or _key(words[0]) in PARTICLES:
        return ""
    found = words[0].strip(".,-'’")
    if len(found) == 1 and found.isalpha() and not _east(found):
        return f"{found}."
    unclear = _east(found) or _key(found) in FAMILY or not any(mark.isalpha() for mark in found)
    return "" if unclear else found[:LONGEST]


def listed(*known: str, wanted: str = "", otherwise: str = A_GUEST) -> str:
    """What stands on a list of first names: what she ``wanted`` there, word for word; else the first name in
    one of her ``known`` names, in their order; else ``otherwise``."""
    return " ".join(wanted.split()) or next(filter(None, map(first, known)), otherwise)


def within(name: str) -> str:
    """The same in the middle of a sentence."""
    return A_GUEST.lower() if name == A_GUEST else name


def _turned(name: str) -> str:
    """``Ada Lovelace`` of ``Lovelace, Ada``; without the degrees that stand after commas."""
    parts = [part.strip() for part in re.split(r"[,،，、]", name)]
    if not all(parts):
        return ""
    parts = parts[:1] + [
        part for part in parts[1:] if not all(_key(word) in ENDINGS for word in part.split())
    ]
    return " ".join(reversed(parts)) if len(parts) <= 2 else ""


def _without_titles(words: list[str]) -> list[str]:
    while words and _key(words[0]) in TITLES:
        words = words[1:]
    return words


def _key(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in plain if mark.isalpha() and not unicodedata.combining(mark))


def _east(word: str) -> bool:
    return any(unicodedata.name(mark, "").startswith(_EAST) for mark in word)
