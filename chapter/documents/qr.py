"""QR codes: as SVG for a page, as PNG for a mail."""

import io
import struct
import zlib

import segno

QUIET_ZONE = 4
"""Empty modules around the code (ISO/IEC 18004 asks for four)."""

MASK = 2
"""Trying all eight masks takes five times as long, and random codes come out alike under each."""

PNG = b"\x89PNG\r\n\x1a\n"


def svg(content: str) -> bytes:
    """A scalable picture that carries ``content``, black on white whatever the page's colors."""
    file = io.BytesIO()
    _code(content).save(file, border=QUIET_ZONE, kind="svg", omitsize=True, light="#fff", xmldecl=False)
    return file.getvalue()


def png(content: str, *, pixels_a_module: int = 8) -> bytes:
    """A picture for where SVG is not shown: one bit a pixel (PNG, RFC 2083)."""
    modules = _code(content).matrix
    empty = [0] * (len(modules) + 2 * QUIET_ZONE)
    edge = [0] * QUIET_ZONE
    rows = [empty] * QUIET_ZONE + [[*edge, *row, *edge] for row in modules] + [empty] * QUIET_ZONE
    pixels = b"".join(_scanline(row, pixels_a_module) * pixels_a_module for row in rows)
    side = len(empty) * pixels_a_module
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(pixels)) + _chunk(b"IEND", b"")


def _code(content: str) -> segno.QRCode:
    return segno.make_qr(content, error="m", mask=MASK)


def _scanline(row: list[int], scale: int) -> bytes:
    """One line of pixels, unfiltered; a dark module is 0."""
    bits = "".join("0" * scale if dark else "1" * scale for dark in row)
    length = -(-len(bits) // 8)
    return b"\0" + int(bits.ljust(8 * length, "1"), 2).to_bytes(length, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
