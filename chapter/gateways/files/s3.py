"""Files in a bucket that speaks S3: Amazon's, or one of the many that answer alike.

Addresses have the bucket in their path, each request is signed (Signature Version 4, by requests-aws4auth).
A store that does not answer within seconds is unavailable; pages go on without their pictures.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree

import requests
from requests.adapters import HTTPAdapter
from requests_aws4auth import AWS4Auth
from urllib3.util import Retry

from chapter.gateways.files import (
    FileEntry,
    FileMissing,
    StoreRefused,
    StoreUnavailable,
    checked_key,
    refuse_in_writing,
)

CONNECT_SECONDS, ANSWER_SECONDS = 3, 10
REGION = "us-east-1"
"""The region unless the setting names one; most stores that are not Amazon's take it."""

MISSING = {"NoSuchKey"}
REFUSED_STATUS = {301, 400, 401, 403, 404}
ANSWERS = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class S3Files:
    """The store in one bucket. ``address``: https://KEY:SECRET@host/bucket?region=…, as in FILES_STORE."""

    outside = True

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        self.bucket = f"{parts.scheme}://{host}/{parts.path.strip('/')}"
        self.name = f"the bucket {self.bucket}"
        region = parse_qs(parts.query).get("region", [REGION])[0]
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = AWS4Auth(
            unquote(parts.username or ""), unquote(parts.password or ""), region, "s3"
        )
        again = Retry(total=1, backoff_factor=0.2, allowed_methods=None, redirect=False)
        self.session.mount(f"{parts.scheme}://", HTTPAdapter(max_retries=again))

    def check(self) -> None:
        """Ask for the first name of the bucket. Raises StoreRefused."""
        self._said(self._names({"list-type": "2", "max-keys": "1"}))

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep ``content`` under ``key``."""
        refuse_in_writing()
        self._said(self._ask("PUT", key, data=content, headers={"Content-Type": content_type}))

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises FileMissing."""
        answer = self._ask("GET", key)
        if _code(answer) in MISSING:
            raise FileMissing(key)
        return self._said(answer).content

    def exists(self, key: str) -> bool:
        """Whether there is a file under ``key``."""
        prefix = {"list-type": "2", "prefix": checked_key(key), "max-keys": "1"}
        return any(entry.key == key for entry in self._page(prefix)[0])

    def delete(self, key: str) -> None:
        """Delete the file under ``key``, if there is one."""
        refuse_in_writing()
        answer = self._ask("DELETE", key)
        if _code(answer) not in MISSING:
            self._said(answer)

    def listing(self) -> Iterator[FileEntry]:
        """Every file, in the order of its key, a page of a thousand at a time."""
        asked = {"list-type": "2"}
        while True:
            entries, token = self._page(asked)
            yield from entries
            if not token:
                return
            asked = {"list-type": "2", "continuation-token": token}

    def _page(self, asked: dict[str, str]) -> tuple[list[FileEntry], str]:
        tree = _xml(self._said(self._names(asked)))
        if tree is None:
            raise StoreUnavailable(f"{self.name} answers a listing with something else")
        entries = [
            FileEntry(
                one.findtext(f"{ANSWERS}Key", ""),
                datetime.fromisoformat(one.findtext(f"{ANSWERS}LastModified", "")),
            )
            for one in tree.iterfind(f"{ANSWERS}Contents")
        ]
        return entries, tree.findtext(f"{ANSWERS}NextContinuationToken", "")

    def _names(self, asked: dict[str, str]) -> requests.Response:
        return self._request("GET", self.bucket, params=asked)

    def _ask(self, method: str, key: str, **more: Any) -> requests.Response:
        return self._request(method, f"{self.bucket}/{quote(checked_key(key))}", **more)

    def _request(self, method: str, address: str, **more: Any) -> requests.Response:
        try:
            return self.session.request(
                method, address, timeout=(CONNECT_SECONDS, ANSWER_SECONDS), allow_redirects=False, **more
            )
        except requests.RequestException as error:
            raise StoreUnavailable(f"{self.name} does not answer ({type(error).__name__})") from error

    def _said(self, answer: requests.Response) -> requests.Response:
        """``answer``, where it says yes. Raises StoreRefused or StoreUnavailable with the store's code."""
        if answer.ok and not answer.is_redirect:
            return answer
        why = f"{self.name} answers {answer.status_code} {_code(answer)}".strip()
        raise (StoreRefused if answer.status_code in REFUSED_STATUS else StoreUnavailable)(why)


def _code(answer: requests.Response) -> str:
    """What S3 calls the error, such as NoSuchKey; empty where all is well."""
    tree = None if answer.ok else _xml(answer)
    return "" if tree is None else tree.findtext("Code", "")


def _xml(answer: requests.Response) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(answer.content)  # noqa: S314 - the chapter's own store
    except ElementTree.ParseError:
        return None
