"""What FILES_STORE and FILES_STORE_BEFORE say, checked before anything starts. config.py reads them.

A sentence of SettingsError says what to write instead, and never repeats a secret.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import config_folder
from config_addresses import SettingsError

DATABASE = "database"
FOLDER, BUCKET = "folder:", "s3:"
S3_FORM = "s3:https://KEY:SECRET@s3.example.org/bucket?region=us-east-1"
HOW = f"It must be database, folder:/var/lib/chapter/files, or {S3_FORM}."
SIGNS = "In a key or secret, write / as %2F, + as %2B, # as %23, ? as %3F, % as %25, : as %3A, @ as %40."
A_BUCKET = re.compile(r"/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/?")
A_REGION = re.compile(r"[a-z0-9-]{1,40}")
A_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|[0-9a-f:.]+", re.IGNORECASE)
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def stores(environment: Mapping[str, str]) -> dict[str, str]:
    """FILES_STORE and FILES_STORE_BEFORE as they are used; the second is empty where no files move. Raises
    SettingsError."""
    given, before = (environment.get(name, "").strip() for name in ("FILES_STORE", "FILES_STORE_BEFORE"))
    current = _checked("FILES_STORE", given or DATABASE)
    left = _checked("FILES_STORE_BEFORE", before) if before else ""
    if left and _place(left) == _place(current):
        raise SettingsError(
            "FILES_STORE_BEFORE and FILES_STORE are the same. FILES_STORE_BEFORE is the old place. Remove it."
        )
    return {"FILES_STORE": current, "FILES_STORE_BEFORE": left}


def _checked(name: str, given: str) -> str:
    if given == DATABASE:
        return given
    if given.startswith(FOLDER):
        return FOLDER + _folder(name, given.removeprefix(FOLDER))
    if given.startswith(BUCKET):
        _check_bucket(name, given.removeprefix(BUCKET))
        return given
    raise SettingsError(f"{name} isn't a place for files. {HOW}")


def _folder(name: str, given: str) -> str:
    path = Path(given)
    if not path.is_absolute():
        raise SettingsError(
            f"{name} is {FOLDER + given!r}; write the full path of the folder, such as "
            "folder:/var/lib/chapter/files."
        )
    config_folder.make(path)
    if not (path.is_dir() and os.access(path, os.R_OK | os.W_OK | os.X_OK)):
        raise SettingsError(
            f"{name}: {path} isn't a folder that the user who runs Chapter can read and write. Give it to "
            "that user (chown)."
        )
    return str(path)


def _check_bucket(name: str, given: str) -> None:
    """Whether ``given`` names a bucket, and key and secret to sign with."""
    parts = _split(name, given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not A_HOST.fullmatch(parts.hostname):
        raise SettingsError(f"{name} isn't the address of an S3 store. Write it as {S3_FORM}. {SIGNS}")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise SettingsError(
            f"{name} must begin with s3:https://; without https, others on the network can see the pictures."
        )
    if not A_BUCKET.fullmatch(parts.path):
        raise SettingsError(f"{name} has no bucket after the host. Write it as {S3_FORM}. {SIGNS}")
    if not (parts.username and parts.password) or STRAY_PERCENT.search(parts.netloc):
        raise SettingsError(f"{name} needs a key and its secret before the host: {S3_FORM}. {SIGNS}")
    if not unquote(parts.username + parts.password).isascii():
        raise SettingsError(
            f"{name}: key and secret may only have letters a to z, digits, and signs. {SIGNS}"
        )
    options = parse_qs(parts.query, keep_blank_values=True)
    if (
        parts.fragment
        or options.keys() - {"region"}
        or not A_REGION.fullmatch(options.get("region", ["-"])[0])
    ):
        raise SettingsError(f"{name} may end with ?region=… and nothing else. Write it as {S3_FORM}. {SIGNS}")


def _split(name: str, given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        raise SettingsError(f"{name} can’t be read. Write it as {S3_FORM}. {SIGNS}") from None
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _place(setting: str) -> str:
    """Where the files are, whoever asks, and by whichever link: without key and secret."""
    if setting.startswith(FOLDER):
        return FOLDER + os.path.realpath(setting.removeprefix(FOLDER))
    return re.sub(r"//[^/@]*@", "//", setting.partition("?")[0]).rstrip("/")
