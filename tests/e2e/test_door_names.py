"""Who stands at a door without a signal finds the same people as the server: the phone's rule against it."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from tests.people.test_name_matching import VECTORS, found

SCRIPT = Path("chapter/static/js/apart/door/finding.js")
OPENED = "globalThis.rule = { wordsOf, soundOf };"
MORE = (
    "a",
    "an",
    "m",
    "poe hannah",
    "wieslava",
    "wiesawa",
    "nguen",
    "ng",
    "kim",
    "ó brien",
    "王",
    "sean o",
    "mary an",
)


def test_the_phone_finds_whom_the_server_finds(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<p></p>")
    page.add_script_tag(content=f"{{{SCRIPT.read_text()}\n{OPENED}}}")
    for text, words in VECTORS["words"]:
        assert page.evaluate("text => rule.wordsOf(text)", text) == words, text
    for word, sound in VECTORS["sounds"]:
        assert page.evaluate("word => rule.soundOf(word)", word) == sound, word
    parties = json.dumps([{"name": name} for name in VECTORS["names"]])
    for asked in [*(one for one, _ in VECTORS["found"]), *MORE]:
        names = page.evaluate(f"asked => chapterDoor.find({parties}, asked).map((one) => one.name)", asked)
        assert names == found(asked, VECTORS["names"])[:12], asked
    page.close()
