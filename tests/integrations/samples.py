"""Sample snapshots of documents, as the database would create them."""

import json
import struct
import zlib
from base64 import b64decode
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

JPEG = b64decode(  # one white pixel
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP////////////////////////////////////////////////////////////"
    "//////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)


def line(number: int = 1, **more: Any) -> Json:
    """Return a line: two pumps at 40.00, and 5.00 of tax."""
    return {
        "line_number": number,
        "line_type": "WRITE_IN",
        "bundle_line_id": None,
        "write_in": "Feed pump",
        "description": None,
        "quantity": 2,
        "price_per_unit": 40.00,
        "volume_discount": 0,
        "manual_discount": 0,
        "base_amount": 80.00,
        "tax": 5.00,
        "tax_rate": None,
        "extended_amount": 85.00,
        "product_number": None,
        "product_name": None,
        "unit_name": None,
    } | more


def document(**more: Any) -> Json:
    """Return the header of a quote with one line."""
    return {
        "number": "QUO-01001",
        "name": "Pumps for the new plant",
        "status": "ACTIVE",
        "status_reason": "IN_PROGRESS",
        "revision": 0,
        "created_at": "2026-01-15T12:00:00+00:00",
        "updated_at": "2026-01-15T12:00:00.123456+00:00",
        "bill_to": None,
        "ship_to": None,
        "payment_terms": None,
        "freight_terms": None,
        "shipping_method": None,
        "discount_percentage": None,
        "discount_amount": 0,
        "detail_amount": 80.00,
        "pre_freight_amount": 80.00,
        "freight_amount": 0,
        "total_tax": 5.00,
        "total_amount": 85.00,
    } | more


def content(kind: str = "quote", locale: str | None = "en-US", **more: Any) -> Json:
    """Return the snapshot of a document."""
    content: Json = {
        "kind": kind,
        "document": document(),
        "lines": [line()],
        "customer": {"name": "Alpine Foods", "email": None, "address": None, "locale": locale},
        "owner": {"name": "Ada Test", "email": "ada@example.com"},
        "currency": {"code": "EUR", "precision": 2},
        "letterhead": {
            "company_name": "Demo Trading",
            "address_lines": None,
            "phone": None,
            "email": None,
            "website": None,
            "tax_id": None,
            "footer": None,
            "locale": "en",
        },
    }
    return content | more


def frozen(content: Json) -> str:
    """Serialize a snapshot as it is stored, with exact decimals."""
    return json.dumps(content, default=_number, ensure_ascii=False)


def _number(value: object) -> float:
    assert isinstance(value, Decimal)
    return float(value)


def png(width: int = 400, height: int = 160) -> bytes:
    """Return an image."""
    row = b"\0" + b"".join(bytes([30, 90 + x * 120 // width, 160]) for x in range(width))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * height)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
