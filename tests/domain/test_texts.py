"""Texts that people enter: required ones, single-line ones, and the names of fields."""

import base64
import struct
from functools import partial
from time import perf_counter

import pytest

from domain.catalog.unit import Unit
from domain.core.errors import TextNotOneLine
from domain.core.text import Text, camel, is_blank, line_fault, optional_text, require_text
from domain.sales.mailing import Envelope, is_valid_address
from domain.sales.party import Account, Contact
from domain.tenant.letterhead import MAX_LOGO, LogoType, picture, size_of
from tests.domain.make import OWNER, refusal_of, some_id
from tests.integrations.samples import JPEG, png


@pytest.mark.parametrize(
    ("name", "label"),
    [("name", "name"), ("last_name", "lastName"), ("state_or_province", "stateOrProvince")],
)
def test_a_field_is_named_as_clients_know_it(name: str, label: str) -> None:
    assert camel(name) == label


def test_a_required_text_loses_its_outer_blanks_only() -> None:
    assert require_text(" a  b\n", "name", 5) == "a  b"
    assert optional_text(" a ", "name", 5) == " a "
    assert optional_text(None, "name", 5) is None


UNSEEN = [
    "\u200b",
    "\u2060\ufeff",
    " \u3164 ",
    "\u2800",
    "\u00ad\ufe0f",
    "\U000e0041",
    "\u115f\u1160",
]


@pytest.mark.parametrize("empty", [None, "", " \n", *UNSEEN])
def test_an_empty_text_is_refused_where_it_was_typed(empty: str | None) -> None:
    refused = refusal_of(lambda: require_text(empty, "name", 5, ("lines", 2)))

    assert refused == ("TEXT_REQUIRED", ("lines", 2, "name"), {"field": "name"})


@pytest.mark.parametrize("text", ["x", "\u200bx", "0", ".", "\u2764\ufe0f", "e\u0301", "\ue000"])
def test_a_text_of_which_something_can_be_seen_is_kept(text: str) -> None:
    assert require_text(text, "name", 5) == text


def test_whether_many_characters_can_be_seen_is_told_at_once() -> None:
    began = perf_counter()

    assert not is_blank("\u200b" * 1_000_000 + "x")
    assert is_blank("\u200b" * 1_000_000)

    assert perf_counter() - began < 1  # a few milliseconds


def test_the_narrower_limit_of_a_text_is_told_however_long_the_text_is() -> None:
    account = Account(name="A", owner_id=OWNER)

    assert refusal_of(lambda: account.assign({"name": "x" * 2001})) == (
        "TEXT_TOO_LONG",
        ("name",),
        {"field": "name", "limit": 300},
    )


def test_a_text_that_is_too_long_or_cannot_be_kept_is_refused_where_it_was_typed() -> None:
    assert refusal_of(lambda: require_text("x" * 6, "name", 5, ("lines", 2))) == (
        "TEXT_TOO_LONG",
        ("lines", 2, "name"),
        {"field": "name", "limit": 5},
    )
    assert refusal_of(lambda: optional_text("\x00", "name", 5, ("lines",))) == (
        "TEXT_INVALID",
        ("lines", "name"),
        {"field": "name"},
    )


def test_a_text_that_is_not_one_line_is_refused_with_the_fault() -> None:
    fault = line_fault("a\nb")
    assert fault is not None

    line = Text(10, one_line=TextNotOneLine)

    assert line.check("plain", "name") == "plain"
    assert line.check(None, "name") is None
    assert refusal_of(lambda: line.check("a\nb", "name", ("customer",))) == (
        "TEXT_NOT_ONE_LINE",
        ("customer", "name"),
        {"field": "name", "fault": fault},
    )
    assert "U+000A" in fault


@pytest.mark.parametrize(
    ("record", "name", "label"),
    [
        (Account(name="A", owner_id=OWNER), "name", "name"),
        (Contact(last_name="B", owner_id=OWNER), "first_name", "firstName"),
        (Contact(last_name="B", owner_id=OWNER), "last_name", "lastName"),
    ],
)
def test_the_name_of_a_customer_is_one_line(
    record: Account | Contact, name: str, label: str
) -> None:
    code, path, facts = refusal_of(lambda: record.assign({name: "a\nb"}))

    assert (code, path, facts["field"]) == ("TEXT_NOT_ONE_LINE", (label,), label)


def test_a_subject_that_is_not_one_line_is_refused_with_the_fault() -> None:
    code, path, facts = refusal_of(Envelope(to=("a@b.de",), subject="a\nb").check)

    assert (code, path) == ("MAIL_SUBJECT_INVALID", ("subject",))
    assert facts == {"field": "subject", "fault": line_fault("a\nb")}


def test_an_address_that_looks_like_an_encoded_word_is_none() -> None:
    assert not is_valid_address("=?a?=@b.de")
    assert is_valid_address("a=b?c@b.de")


def test_a_mail_without_recipients_goes_to_the_customer_who_counts_as_one() -> None:
    Envelope(cc=("c@d.de",) * 19).check()

    assert refusal_of(Envelope(cc=("c@d.de",) * 20).check)[:2] == ("TOO_MANY_RECIPIENTS", ("to",))


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sized(width: int, height: int) -> bytes:
    """Build a PNG whose header declares this size."""
    return png(1, 1)[:16] + struct.pack(">II", width, height)


def test_the_size_of_a_png_is_read_from_its_header() -> None:
    assert size_of(sized(0x01020304, 0x05060708)) == (0x01020304, 0x05060708)
    assert size_of(sized(3, 4)[:-1]) is None
    assert size_of(sized(3, 4).replace(b"IHDR", b"IDAT")) is None
    assert size_of(sized(3, 4) + b"more") == (3, 4)


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def frame(marker: int, width: int, height: int) -> bytes:
    return segment(marker, b"\x08" + struct.pack(">HH", height, width))


@pytest.mark.parametrize("marker", [0xC0, 0xC2, 0xCF])
def test_the_size_of_a_jpeg_is_read_from_its_frame(marker: int) -> None:
    long, short = segment(0xE0, b"x" * 300), segment(0xE1, b"")

    assert size_of(jpeg(frame(marker, 0x0102, 0x0304))) == (0x0102, 0x0304)
    assert size_of(jpeg(long, short, frame(marker, 5, 6))) == (5, 6)
    assert size_of(jpeg(frame(marker, 5, 6))[:11]) == (5, 6)
    assert size_of(jpeg(frame(marker, 5, 6))[:10]) is None


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC, 0xDA])
def test_other_segments_of_a_jpeg_say_no_size(marker: int) -> None:
    assert size_of(jpeg(frame(marker, 5, 6))) is None


def test_a_logo_has_four_megapixels_at_most() -> None:
    assert picture(encoded(sized(4000, 1000)))[1] is LogoType.PNG
    assert picture(encoded(sized(1, 4_000_000)))[1] is LogoType.PNG
    for size in ((4001, 1000), (4_000_001, 1), (1, 4_000_001)):
        data = encoded(sized(*size))
        assert refusal_of(partial(picture, data)) == ("LOGO_TOO_LARGE", ("logo",), {})


def test_a_logo_has_512_kilobytes_at_most() -> None:
    rest = MAX_LOGO - len(sized(1, 1))

    largest = sized(1, 1) + bytes(rest)

    assert picture(encoded(largest)) == (largest, LogoType.PNG)
    assert refusal_of(lambda: picture(encoded(largest + b"x"))) == ("LOGO_TOO_LARGE", ("logo",), {})


def test_a_text_that_is_no_base64_is_no_logo() -> None:
    for text in ("%%%", "aGk", encoded(JPEG) + "\n", "é"):
        assert refusal_of(partial(picture, text)) == ("LOGO_INVALID", ("logo",), {})


def test_a_unit_that_leads_into_a_loop_is_refused_though_it_is_not_in_it() -> None:
    group = some_id()
    box, pallet = (Unit(unit_group_id=group, name=name) for name in ("Box", "Pallet"))
    box.base_unit_id, pallet.base_unit_id = pallet.id, box.id
    crate = Unit(unit_group_id=group, name="Crate", base_unit_id=box.id)

    assert refusal_of(
        lambda: crate.check_base({each.id: each for each in (box, pallet, crate)})
    ) == (
        "UNIT_LOOP",
        ("baseUnitId",),
        {},
    )
