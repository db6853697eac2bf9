"""Phone numbers: read as people write them, stored in the international format, displayed for reading.

The stored form is E.164 (ITU-T) and, for an extension, ``;ext=4`` behind it (RFC 3966):
``+13125550100;ext=4``. What is typed is taken whole or refused: no word, no second number and no extension is
silently dropped.
"""

import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from chapter.refusal import Refused

REGION, OURS = "US", 1
"""Numbers without a country code are taken as +1: the United States, Canada and whoever shares the code."""

EXTENSION = re.compile(r"[\s,;]*(?:;ext=|\bext(?:ension|n)?\b\.?|x|#)[\s:.]*([0-9]{1,7})\s*", re.I)
DIGITS = re.compile(r"\+?[\s(]*[0-9][0-9\s().\-/\u2010-\u2015\u00a0·]*")
LETTERS = re.compile(r"(?:\+?1[\s.\-]*)?\(?[2-9][0-9]{2}\)?[\s.\-]*(?=[\s.\-0-9]*[A-Za-z])[A-Za-z0-9\s.\-]+")
APART = re.compile(r"[,;/|&\n]|\bor\b|\band\b|(?<=.)(?=\+)", re.I)
SEVEN, TEN = 7, 10
"""Digits of a number without its area code, and with it."""

SUCH_AS = "such as 312 555 0142"
AREA_CODE = f"Enter a phone number with its area code, {SUCH_AS}."
ALONE = f"Enter only the number, {SUCH_AS}, or 312 555 0142 ext. 4."
TWO = "Enter just one number: the one to call first."
LENGTH = "This phone number has too many or too few digits. For another country, start with + and its code."
NO_SUCH = f"No phone number in the United States or Canada looks like this. Enter one {SUCH_AS}."


def parse(typed: str) -> str:
    """The stored form of what somebody typed; empty for nothing. Raises Refused for ``phone``."""
    bare = typed.strip().removeprefix("tel:").strip()
    if not bare:
        return ""
    if sum(_many(part) >= SEVEN for part in APART.split(bare)) > 1:
        raise Refused(TWO, "phone")
    number, extension = _parts(bare)
    if not DIGITS.fullmatch(number) and not _has_letters_for_digits(number):
        raise Refused(ALONE if _many(number) >= SEVEN else AREA_CODE, "phone")
    found = _checked(number)
    kept = str(phonenumbers.format_number(found, PhoneNumberFormat.E164))
    return f"{kept};ext={extension}" if extension else kept


def display(kept: str) -> str:
    """The stored form for reading: ``+1 312-555-0100 ext. 4``; ``parse`` takes it back."""
    number, extension = split(kept)
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return kept
    said = str(phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL))
    return f"{said} ext. {extension}" if extension else said


def split(kept: str) -> tuple[str, str]:
    """The number in E.164, and its extension or an empty string."""
    number, _, extension = kept.partition(";ext=")
    return number, extension


def _parts(bare: str) -> tuple[str, str]:
    found = EXTENSION.search(bare)
    if found is None or found.end() != len(bare):
        return bare, ""
    return bare[: found.start()].strip(), found[1]


def _has_letters_for_digits(number: str) -> bool:
    """``312-555-HOME``: as many characters as a number of ours has, so that no word beside a number is taken
    for it."""
    marks = sum(mark.isalnum() for mark in number)
    return LETTERS.fullmatch(number) is not None and marks - number.lstrip("+").startswith("1") == TEN


def _checked(number: str) -> PhoneNumber:
    """The number without its extension. Raises Refused for one that can't be dialed anywhere."""
    abroad = re.sub(r"^00(?=[1-9])", "+", number)
    try:
        found = phonenumbers.parse(abroad, REGION)
    except phonenumbers.NumberParseException as error:
        raise Refused(LENGTH if _many(number) >= SEVEN else AREA_CODE, "phone") from error
    possible = phonenumbers.is_possible_number_with_reason(found)
    if possible == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise Refused(AREA_CODE, "phone")
    if possible != ValidationResult.IS_POSSIBLE:
        raise Refused(LENGTH, "phone")
    if found.country_code == OURS and not phonenumbers.is_valid_number(found):
        raise Refused(NO_SUCH, "phone")
    return found


def _many(text: str) -> int:
    return sum(mark.isdecimal() for mark in text)
