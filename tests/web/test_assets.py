"""Style sheets, scripts and fonts come from memory, under names that change with them."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from chapter.web import assets, stylesheet
from tests.browser import Browser


@pytest.mark.parametrize("name", ["look.css", "look.js", "passkeys.js", "mark.svg", "kalnia-latin.woff2"])
def test_an_asset_may_be_kept_for_ever_and_is_the_same_for_everybody(client: Browser, name: str) -> None:
    answer = client.get(assets.asset_url(name))
    assert answer.status == 200
    assert re.fullmatch(r"/assets/[a-z0-9-]+\.[0-9a-f]{12}\.[a-z0-9]+", assets.asset_url(name))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_an_older_hash_an_unknown_name_and_a_path_are_not_there(client: Browser) -> None:
    hashed = assets.asset_url("look.css")
    for gone in (hashed.replace(hashed[13:25], "0" * 12), "/assets/look.css", "/assets/..%2Ftokens.css"):
        assert client.get(gone).status == 404


def test_the_mail_style_is_not_served(client: Browser) -> None:
    assert "mail.css" not in assets.manifest().names
    assert client.get("/assets/mail.css").status == 404


@pytest.mark.parametrize(
    ("accepts", "packed"), [("gzip, br", True), ("", False), ("gzip;q=0", False), ("*", True)]
)
def test_gzip_is_sent_to_whom_it_suits(app: Flask, accepts: str, packed: bool) -> None:
    answer = app.test_client().get(assets.asset_url("look.css"), headers={"Accept-Encoding": accepts})
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    body = gzip.decompress(answer.data) if packed else answer.data
    assert body == assets.manifest().files[assets.manifest().names["look.css"]].data
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_fonts_are_not_packed_twice(app: Flask) -> None:
    answer = app.test_client().get(
        assets.asset_url("kalnia-latin.woff2"), headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in answer.headers
    assert answer.content_type == "font/woff2"


@pytest.mark.parametrize(
    ("path", "kind"), [("/favicon.svg", "image/svg+xml"), ("/favicon.ico", "image/x-icon")]
)
def test_a_tab_finds_its_mark(app: Flask, path: str, kind: str) -> None:
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert "max-age" in answer.headers["Cache-Control"]


def test_every_font_that_the_style_names_is_served_and_none_is_left_over(client: Browser) -> None:
    look = assets.manifest().files[assets.manifest().names["look.css"]].data.decode()
    named = set(re.findall(r'url\("([^"]+\.woff2)"\)', look))
    assert named == {name for name in assets.manifest().files if name.endswith(".woff2")}
    assert all(client.get(f"/assets/{name}").status == 200 for name in named)


def test_every_token_that_a_style_uses_is_set_somewhere_and_none_is_left_over() -> None:
    look = assets.manifest().files[assets.manifest().names["look.css"]].data.decode()
    style = look + (assets.STATIC_FOLDER / "css" / "mail.css").read_text()
    assert set(re.findall(r"var\((--[a-z0-9-]+)", style)) == set(re.findall(r"(--[a-z0-9-]+)\s*:", style))


def test_components_take_their_colors_from_the_tokens() -> None:
    for path in (assets.STATIC_FOLDER / "css" / "components").glob("*.css"):
        assert not re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", path.read_text()), path.name


def test_a_first_visit_is_light() -> None:
    """Style, script and the three fonts that a page in English needs: 90 KB of the 150 KB in the budget."""
    shelf = assets.manifest()
    names = (
        "look.css",
        "look.js",
        "kalnia-latin.woff2",
        "bodoni-moda-seven.woff2",
        "instrument-sans-latin.woff2",
    )
    found = [shelf.files[shelf.names[name]] for name in names]
    assert sum(len(one.gzipped or one.data) for one in found) < 90_000


def a_static(folder: Path, **files: str) -> Path:
    """A folder like static/, with small files in it."""
    for name in ("css/components", "js", "fonts"):
        (folder / name).mkdir(parents=True)
    for name in ("tokens", "base", "layout", "print"):
        (folder / "css" / f"{name}.css").write_text(files.get(name, ""))
    (folder / "css" / "components" / "tag.css").write_text(files.get("tag", ""))
    (folder / "fonts" / "thin.woff2").write_bytes(b"thin")
    (folder / "favicon.ico").write_bytes(b"ico")
    (folder / "js" / "one.js").write_text("const a = 1;")
    (folder / "js" / "two.js").write_text("const a = 2;")
    return folder


def test_a_changed_file_has_another_name_and_an_unchanged_one_keeps_its(tmp_path: Path) -> None:
    before = assets.build_manifest(a_static(tmp_path / "before", tag=".tag{color:red}")).names
    same = assets.build_manifest(a_static(tmp_path / "same", tag=".tag{color:red}")).names
    after = assets.build_manifest(a_static(tmp_path / "after", tag=".tag{color:blue}")).names
    assert before == same
    assert before["look.css"] != after["look.css"]
    assert before["look.js"] == after["look.js"]


def test_a_new_font_gives_the_style_a_new_name_too(tmp_path: Path) -> None:
    face = '@font-face{src:url("../fonts/thin.woff2")}'
    before = assets.build_manifest(a_static(tmp_path / "before", tokens=face))
    (a_static(tmp_path / "after", tokens=face) / "fonts" / "thin.woff2").write_bytes(b"bold")
    after = assets.build_manifest(tmp_path / "after")
    assert before.names["look.css"] != after.names["look.css"]
    assert after.names["thin.woff2"] in after.files[after.names["look.css"]].data.decode()


def test_scripts_do_not_see_each_others_names(tmp_path: Path) -> None:
    shelf = assets.build_manifest(a_static(tmp_path / "static"))
    assert shelf.files[shelf.names["look.js"]].data == b"{\nconst a = 1;\n}\n{\nconst a = 2;\n}"


def test_a_component_that_imports_or_asks_for_a_lost_font_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(stylesheet.InvalidStylesheet):
        assets.build_manifest(a_static(tmp_path / "importing", tag='@import "other.css";'))
    with pytest.raises(KeyError):
        assets.build_manifest(
            a_static(tmp_path / "lost", tokens='@font-face{src:url("../fonts/lost.woff2")}')
        )


def test_layers_come_in_their_order_whatever_the_names_of_files(tmp_path: Path) -> None:
    style = stylesheet.join(a_static(tmp_path / "static", tag=".z{}", base="a{}") / "css", {})
    assert style.startswith("@layer tokens,base,layout,components,print;")
    assert style.index("@layer base{a{}}") < style.index("@layer components{.z{}}")


@pytest.mark.parametrize(
    ("written", "tight"),
    [
        ("a { color : red ; }\n\n b{}", "a{color : red}b{}"),
        ("/* Kalnia's own */ a { b: c }", "a{b: c}"),
        ('a::before { content: " /* } ; */ "; }', 'a::before{content: " /* } ; */ "}'),
        ("a { content: '\\'  }'; }", "a{content: '\\'  }'}"),
        ("a :hover > b + c { d: calc(1px  +  2px) }", "a :hover > b + c{d: calc(1px + 2px)}"),
        ("a/**/b { c: url(x;y) }", "a b{c: url(x;y)}"),
    ],
)
def test_only_space_that_means_nothing_goes(written: str, tight: str) -> None:
    assert stylesheet.minify(written) == tight
