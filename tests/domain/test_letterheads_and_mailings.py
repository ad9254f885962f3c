"""Letterheads accept what can be printed, and mailings valid addresses; locales are normalized."""

import base64
import re
import struct
from collections.abc import Callable
from typing import Any

import pytest

from domain.core.errors import DomainError
from domain.core.locale import check_locale
from domain.core.text import camel, line_fault
from domain.sales.mailing import MAX_ADDRESS_LENGTH, Envelope, is_valid_address
from domain.sales.party import Account, Contact
from domain.tenant.letterhead import MAX_LOGO, Letterhead, LogoType, picture, size_of
from tests.domain.make import OWNER
from tests.integrations.samples import JPEG, png


def head(**changes: Any) -> Letterhead:
    """Create a letterhead with these values."""
    made = Letterhead(company_name="Demo")
    made.assign(changes)
    return made


def refusal(act: Callable[[], object]) -> DomainError:
    """Return the error with which an action is refused."""
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [("de", "de"), ("DE-at", "de-AT"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"),
     ("es-419", "es-419"), ("gsw", "gsw")],
)  # fmt: skip
def test_a_locale_gets_its_usual_spelling(typed: str, spelled: str) -> None:
    assert check_locale(typed) == spelled
    assert head(locale=typed).locale == spelled


@pytest.mark.parametrize(
    "typed", ["", "d", "deutsch", "de_AT", "de-", "de-AT-x", "de AT", "1", "é"]
)
def test_a_locale_that_is_none_is_refused(typed: str) -> None:
    assert refusal(lambda: head(locale=typed)).code == "LOCALE_INVALID"


def test_customers_have_a_locale_or_none() -> None:
    account, contact = Account(owner_id=OWNER), Contact(owner_id=OWNER)
    account.assign({"name": "A", "locale": "fr-ca"})
    contact.assign({"last_name": "B", "locale": None})

    assert (account.locale, contact.locale) == ("fr-CA", None)
    assert refusal(lambda: contact.assign({"locale": "fr_CA"})).code == "LOCALE_INVALID"


def test_an_address_is_lines() -> None:
    made = head(address_lines=["Hafenstr. 3", "24103 Kiel"])

    assert made.address_lines == "Hafenstr. 3\n24103 Kiel"
    made.assign({"address_lines": None})
    assert made.address_lines is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"company_name": "  "}, "TEXT_REQUIRED"),
        ({"company_name": "A\nBcc: x"}, "LETTERHEAD_LINE_INVALID"),
        ({"company_name": "A" * 201}, "TEXT_TOO_LONG"),
        ({"footer": "A\x07"}, "LETTERHEAD_LINE_INVALID"),
        ({"footer": "A\x00"}, "TEXT_INVALID"),
        ({"tax_id": "A" * 201}, "TEXT_TOO_LONG"),
        ({"address_lines": ["x"] * 7}, "LETTERHEAD_LINE_INVALID"),
        ({"address_lines": ["a\nb"]}, "LETTERHEAD_LINE_INVALID"),
    ],
)
def test_a_letterhead_that_cannot_be_printed_is_refused(changes: Any, code: str) -> None:
    error = refusal(lambda: head(**changes))

    assert error.code == code
    assert error.path


def test_a_logo_is_known_by_its_bytes() -> None:
    assert picture(encoded(png())) == (png(), LogoType.PNG)
    assert picture(encoded(JPEG)) == (JPEG, LogoType.JPEG)
    assert picture(None) == (None, None)
    assert (size_of(png()), size_of(JPEG)) == ((400, 160), (1, 1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "LOGO_INVALID"),
        (b"GIF89a", "LOGO_INVALID"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "LOGO_INVALID"),
        (b"\x89PNG\r\n\x1a\n", "LOGO_INVALID"),
        (png()[:20], "LOGO_INVALID"),
        (b"\xff\xd8\xff\xe0", "LOGO_INVALID"),
        (b"\xff\xd8\xff\xe0\x00\x00" * 5, "LOGO_INVALID"),
        (png(1, 1)[:16] + struct.pack(">II", 0, 5), "LOGO_INVALID"),
        (png(1, 1)[:16] + struct.pack(">II", 50_000, 50_000), "LOGO_TOO_LARGE"),
        (png(1, 1) + bytes(MAX_LOGO), "LOGO_TOO_LARGE"),
        (bytes(2 * MAX_LOGO), "LOGO_TOO_LARGE"),
    ],
    ids=range(11),
)
def test_a_logo_that_is_no_picture_is_refused(data: bytes, code: str) -> None:
    error = refusal(lambda: head(logo=encoded(data)))

    assert (error.code, error.path) == (code, ("logo",))


@pytest.mark.parametrize("text", ["%%%", "abc", "data:image/png;base64,aGk=", "é"])
def test_a_logo_comes_in_base64(text: str) -> None:
    assert refusal(lambda: head(logo=text)).code == "LOGO_INVALID"


@pytest.mark.parametrize("text", ["a@b.de", "a.b+c@x-y.example.com", "O'Neil@example.museum"])
def test_an_address_for_mail(text: str) -> None:
    assert is_valid_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "a", "a@b", "a@b.c", "a@b.1", "a@b.123", "@b.de", "a@.de", "a@b..de", "a@-b.de", "a@b-.de",
        ".a@b.de", "a.@b.de", "a..b@b.de", "a@b.de.", "a@@b.de", "a b@b.de", "a,b@b.de", "<a@b.de>",
        "a@b.de\n", "a\r\n@b.de", "=?a@b.de", "ä@b.de", "a@ä.de", f"{'a' * 65}@b.de",
        f"a@{'b' * 64}.de", f"a@{'b.' * 126}de",
    ],
)  # fmt: skip
def test_no_address_for_mail(text: str) -> None:
    assert not is_valid_address(text)


def test_the_longest_address() -> None:
    labels = ".".join(["b" * 63, "b" * 63, "b" * 58])
    address = f"{'a' * 64}@{labels}.de"

    assert len(address) == MAX_ADDRESS_LENGTH
    assert is_valid_address(address)
    assert not is_valid_address(f"{address}x")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\nb", "the control character U\\+000A"),
        ("a\x7f", "the control character U\\+007F"),
        ("a\x9f", "the control character U\\+009F"),
        ("a\u2029b", "the control character U\\+2029"),
        ("a\u202ab", "the bidirectional control character U\\+202A"),
        ("a\u2069b", "the bidirectional control character U\\+2069"),
        ("\udfff", "half of a surrogate pair, U\\+DFFF"),
        ("=?utf-8?q?a?=", "an encoded word"),
        ("x=?a? B ?y", "an encoded word"),
    ],
)
def test_a_name_is_one_line_of_plain_text(text: str, fault: str) -> None:
    contact = Contact(owner_id=OWNER)
    typed = {"first_name": "A", "last_name": "B"}

    assert re.fullmatch(f"contains {fault}.*", line_fault(text) or "")
    for name in typed:
        refused = refusal(lambda name=name: contact.assign(typed | {name: text}))  # type: ignore[misc]
        assert refused.code == "TEXT_NOT_ONE_LINE"
        assert refused.path == (camel(name),)
    assert refusal(lambda: Account(owner_id=OWNER).assign({"name": text})).path == ("name",)


@pytest.mark.parametrize(
    "text",
    ["", "Ä€中🧾", "2 + 2 =? 4 ? yes ?=", "=?", "what=?? really??", "עברית\u200f", "\xa0", "a?=b"],
)
def test_what_is_one_line_of_plain_text(text: str) -> None:
    assert line_fault(text) is None


def test_an_envelope_is_checked_as_a_whole() -> None:
    Envelope(("a@b.de",), ("c@d.de",), "Subject", "Text\nand more").check()
    unfit = [
        Envelope(("a@b.de", "b"), ()),
        Envelope(("a@b.de",), ("\n",)),
        Envelope(subject="a\x85\u2028b"),
        Envelope(message="\x00"),
    ]

    codes = [refusal(envelope.check).code for envelope in unfit]

    assert codes == [
        "MAIL_ADDRESS_INVALID",
        "MAIL_ADDRESS_INVALID",
        "MAIL_SUBJECT_INVALID",
        "TEXT_INVALID",
    ]


def test_an_address_of_too_many_lines_is_told_how_many_there_are() -> None:
    error = refusal(lambda: head(address_lines=["x"] * 7))

    assert error.facts == {"field": "addressLines", "fault": "has 7 lines"}
    assert error.path == ("addressLines",)
