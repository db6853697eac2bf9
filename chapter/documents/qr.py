"""QR codes: as SVG for a page, as PNG for a mail."""

import base64
import io
import struct
import zlib

import segno

SVG_TYPE = "image/svg+xml"
QUIET_ZONE = 4
"""Empty modules around the code (ISO/IEC 18004 asks for four)."""

MASK = 2
"""Trying all eight masks takes five times as long, and random codes come out alike under each."""

PNG = b"\x89PNG\r\n\x1a\n"
LIGHT = b"\xff"
PIXELS = bytes.maketrans(b"\0\1", b"\xff\0")
"""A module is one byte of a line: eight pixels, dark ones 0."""


def svg(content: str) -> bytes:
    """A scalable picture that carries ``content``, black on white whatever the page's colors."""
    file = io.BytesIO()
    _code(content).save(file, border=QUIET_ZONE, kind="svg", omitsize=True, light="#fff", xmldecl=False)
    return file.getvalue()


def data(content: str) -> str:
    """The code as a ``data:`` address, for content that must not appear in any other address."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(content)).decode()}"


def png(content: str) -> bytes:
    """The code as an image for where SVG is not shown: one bit a pixel (PNG, RFC 2083), a module eight pixels
    wide."""
    modules = _code(content).matrix
    side = len(modules) + 2 * QUIET_ZONE
    empty = b"\0" + LIGHT * side
    edge = LIGHT * QUIET_ZONE
    rows = [b"\0" + edge + bytes(row).translate(PIXELS) + edge for row in modules]
    pixels = b"".join(row * 8 for row in [empty] * QUIET_ZONE + rows + [empty] * QUIET_ZONE)
    head = struct.pack(">IIBBBBB", side * 8, side * 8, 1, 0, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(pixels)) + _chunk(b"IEND", b"")


def _code(content: str) -> segno.QRCode:
    return segno.make_qr(content, error="m", mask=MASK)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
