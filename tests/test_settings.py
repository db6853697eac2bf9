"""A setting of no known form is said in a sentence, to whoever starts any program."""

import ast
import re
from pathlib import Path

import pytest

import config
from tests.conftest import SETTINGS

HERE = Path(__file__).resolve().parents[1]
GOOD_KEY = "another-key-of-before-0123456789abcdef"

BAD = [
    ({"CHAPTER_ENV": "live"}, "CHAPTER_ENV is 'live'"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "mysql://ana:pass@host/name"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "postgresql://ana:pass@host:port/name"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "postgresql://ana:p@ss/word@host"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "sqlite://chapter.sqlite"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL isn't a database"),
    ({"DATABASE_URL": "sqlite:////nowhere/at/all/chapter.sqlite"}, "folder /nowhere/at/all does not exist"),
    ({"DATABASE_URL": f"sqlite:///{HERE}"}, "isn't a file that the user who runs Chapter can read and write"),
    ({"DATABASE_URL": "sqlite:///x.sqlite?timeout=abc"}, "options that Chapter can't use: timeout."),
    ({"DATABASE_URL": "sqlite:///x.sqlite?mode=ro&foo=bar"}, "options that Chapter can't use: foo, mode."),
    ({"DATABASE_URL": "postgresql://ana:pass@host/name?foo=bar"}, "options that Chapter can't use: foo."),
    ({"WEB_CONCURRENCY": "many"}, "WEB_CONCURRENCY is 'many'; it must be a whole number from 1 to 64"),
    ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is '0'"),
    ({"WEB_CONCURRENCY": "²"}, "WEB_CONCURRENCY is '²'"),
    ({"PORT": "0"}, "PORT is '0'; it must be a whole number from 1 to 65535"),
    ({"PORT": "70000"}, "PORT is '70000'"),
    ({"PORT": "http"}, "PORT is 'http'"),
    ({"BIND": "my machine"}, "BIND is 'my machine'"),
    ({"BIND": "127.0.0.1:99999"}, "BIND is '127.0.0.1:99999'"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1'; it must be a whole number from 0 to 10"),
    ({"TRUSTED_PROXIES": "127.0.0.1"}, "TRUSTED_PROXIES is '127.0.0.1'"),
    ({"BASE_URL": "chapter.example.org"}, "BASE_URL is 'chapter.example.org'"),
    ({"BASE_URL": "https://example.org/chapter"}, "BASE_URL is 'https://example.org/chapter'"),
    ({"BASE_URL": "https://example.org?a=b"}, "BASE_URL is"),
    ({"BASE_URL": "https://example.org/#top"}, "BASE_URL is"),
    ({"BASE_URL": "https://ana:pass@example.org"}, "BASE_URL is"),
    ({"BASE_URL": "https://example.org:port"}, "BASE_URL is"),
    ({"BASE_URL": "https://"}, "BASE_URL is"),
    ({"SECRET_KEY_FALLBACKS": "x"}, "SECRET_KEY_FALLBACKS has a weak key"),
    ({"SECRET_KEY_FALLBACKS": f"{GOOD_KEY},{'a' * 40}"}, "SECRET_KEY_FALLBACKS has a weak key"),
    ({"STRIPE_SECRET_KEY": "pk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_x"}, "isn't a Stripe key"),
    ({"STRIPE_SECRET_KEY": "my_live_key", "STRIPE_WEBHOOK_SECRET": "whsec_x"}, "isn't a Stripe key"),
    ({"STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_x"}, "only production may"),
    ({"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "we_123"}, "STRIPE_WEBHOOK_SECRET isn't"),
    ({"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_WEBHOOK_SECRET is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "sentence"), BAD, ids=lambda one: str(one)[:60])
def test_a_setting_of_no_known_form_is_refused_in_a_sentence(wrong: dict[str, str], sentence: str) -> None:
    with pytest.raises(config.SettingsError) as refused:
        config.load({**SETTINGS, **wrong})
    assert sentence in str(refused.value)
    assert "pass" not in str(refused.value).replace("password", ""), "no password is told"


@pytest.mark.parametrize(
    "right",
    [
        {"DATABASE_URL": "postgres://ana:p%40ss@host/name"},
        {"DATABASE_URL": "postgresql:///name?host=/run/postgresql"},
        {"DATABASE_URL": "sqlite:///another.sqlite"},
        {"BASE_URL": "http://[::1]:5000/"},
        {"BASE_URL": "https://straße.example"},
        {"PORT": "", "WEB_CONCURRENCY": " 4 ", "TRUSTED_PROXIES": ""},
        {"SECRET_KEY_FALLBACKS": f"{GOOD_KEY}, "},
        {"STRIPE_SECRET_KEY": "rk_test_1aB", "STRIPE_WEBHOOK_SECRET": "whsec_1aB"},
    ],
    ids=str,
)
def test_a_setting_of_a_known_form_is_taken(right: dict[str, str]) -> None:
    assert config.load({**SETTINGS, **right})


@pytest.mark.parametrize(
    ("around", "place"),
    [
        ({}, "127.0.0.1:8000"),
        ({"PORT": "5050"}, "127.0.0.1:5050"),
        ({"BIND": "10.1.2.3", "PORT": "80"}, "10.1.2.3:80"),
        ({"BIND": "[::]"}, "[::]:8000"),
        ({"BIND": "10.1.2.3:81", "PORT": "80"}, "10.1.2.3:81"),
        ({"BIND": "localhost"}, "localhost:8000"),
        ({"BIND": "unix:/run/chapter.sock"}, "unix:/run/chapter.sock"),
    ],
    ids=str,
)
def test_pages_are_served_to_this_machine_alone_unless_bind_says_otherwise(
    around: dict[str, str], place: str
) -> None:
    assert config.bind(around) == place


def test_port_and_bind_of_the_env_file_count_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(config, "HERE", tmp_path)
    monkeypatch.setenv("CHAPTER_ENV", "production")
    for name in ("PORT", "BIND", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text("PORT=8123\nWEB_CONCURRENCY=3\n")
    assert (config.bind(), config.web_concurrency()) == ("127.0.0.1:8123", 3)
    (tmp_path / ".env").write_bytes(b"BASE_URL=\xff\xfe")
    with pytest.raises(config.SettingsError, match=r"\.env can't be read"):
        config.bind()


def test_keys_that_can_t_be_made_or_read_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "missing" / "instance")
    with pytest.raises(config.SettingsError, match="can't be written by the user"):
        config.make_keys()
    monkeypatch.setattr(config, "INSTANCE", tmp_path)
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(config.SettingsError, match="secret_key can't be read by the user"):
        config.load({**SETTINGS, "SECRET_KEY": ""})


def settings_read(code: str) -> set[str]:
    """The names that config.py reads from the environment."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            asks = ast.unparse(node.func) in {"environment.get", "_number"}
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            names |= {str(word) for word in words if asks and re.fullmatch(r"[A-Z][A-Z_]+", str(word))}
    return names


def test_every_setting_is_described_where_it_is_read_and_in_the_documents() -> None:
    code = (HERE / "config.py").read_text()
    described = ast.get_docstring(ast.parse(code)) or ""
    documents = "".join(
        path.read_text() for path in [HERE / "README.md", *(HERE / "docs").rglob("*.md")] if path.exists()
    )
    names = settings_read(code)
    assert "SECRET_KEY" in names
    assert {name for name in names if name not in described} == set()
    assert {name for name in names if name not in documents} == set()


def test_a_setting_that_is_read_is_found() -> None:
    code = 'a = environment.get("LOST", "")\nb = _number(environment, "PORT", 1)\nc = words.get("NOT_ONE")'
    assert settings_read(code) == {"LOST", "PORT"}
