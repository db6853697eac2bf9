"""What a form shows as she types is what the list will say: the browser's rule against the server's."""

from pathlib import Path

from playwright.sync_api import Browser

from chapter.people import names
from tests.people.test_first_names import CLEAR, UNCLEAR

SCRIPT = Path("chapter/static/js/first-name.js")
FORM = """<form><input name="name"><input name="shown_as">
<p data-listed="name" data-wanted="shown_as" data-her=""><span data-known>You are <strong></strong></span>
<span data-unclear>Unclear</span><span data-empty>Empty</span></p></form>"""
MORE = (
    "Taylor Rivera",
    "Rivera Taylor",
    "«Bea» Ortiz",
    "Dr. (Bea) Ortiz",
    "Ben, Jr.",
    "X Æ",
    "Ö Ä",
    "O’Hara",
    "-Ana-",
    "Priya Raman (PhD)",
    "Ada (Bea) (Cleo)",
    "(Ada) Lovelace",
    "«Bea» Moss Lovelace",
    "J.K. Moss",
    "JoAnn Moss",
    "aDA",
    "Mr and",
    "佐々木",
    "Ña’Moss",
    "MCKENNA",
    "Ada\u034fMoss",
)


def test_the_browser_finds_the_same_first_names_as_the_server(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(FORM)
    page.add_script_tag(content=f"{{{SCRIPT.read_text()}}}")
    for name in (*CLEAR, *UNCLEAR, *MORE):
        page.fill("[name=name]", name)
        said = page.inner_text("strong") if page.is_visible("[data-known]") else ""
        assert said == names.first_name(name), name
        assert page.is_visible("[data-unclear]") == bool(name.strip() and not said), name
        assert page.is_visible("[data-empty]") == (not name.strip()), name
    page.fill("[name=shown_as]", "秀英")
    assert page.inner_text("strong") == "秀英"
    page.close()


def test_both_know_the_same_words() -> None:
    script = SCRIPT.read_text()
    for words in (names._TITLES, names._ENDINGS, names._PARTICLES, names._FAMILY):
        assert f'"{words}".split(" ")' in script
