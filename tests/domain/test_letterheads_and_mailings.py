"""Letterheads take what can be printed; mailings go where mail can go; locales are spelled well."""

import base64
import struct
from collections.abc import Callable
from typing import Any

import pytest

from domain.errors import DomainError
from domain.letterhead import LARGEST_LOGO, Letterhead, LogoType, picture, size_of
from domain.locale import checked_locale
from domain.mailing import Envelope, is_address
from domain.party import Account, Contact
from tests.domain.make import OWNER
from tests.integrations.samples import JPEG, png


def head(**changes: Any) -> Letterhead:
    """A letterhead that took these values."""
    made = Letterhead(company_name="Demo")
    made.take(changes)
    return made


def refusal(act: Callable[[], object]) -> DomainError:
    """The rule that says no."""
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
    assert checked_locale(typed) == spelled
    assert head(locale=typed).locale == spelled


@pytest.mark.parametrize(
    "typed", ["", "d", "deutsch", "de_AT", "de-", "de-AT-x", "de AT", "1", "é"]
)
def test_a_locale_that_is_none_is_refused(typed: str) -> None:
    assert refusal(lambda: head(locale=typed)).code == "LOCALE_INVALID"


def test_customers_have_a_locale_or_none() -> None:
    account, contact = Account(owner_id=OWNER), Contact(owner_id=OWNER)
    account.take({"name": "A", "locale": "fr-ca"})
    contact.take({"last_name": "B", "locale": None})

    assert (account.locale, contact.locale) == ("fr-CA", None)
    assert refusal(lambda: contact.take({"locale": "fr_CA"})).code == "LOCALE_INVALID"


def test_an_address_is_lines() -> None:
    made = head(address_lines=["Hafenstr. 3", "24103 Kiel"])

    assert made.address_lines == "Hafenstr. 3\n24103 Kiel"
    made.take({"address_lines": None})
    assert made.address_lines is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"company_name": None}, "VALUE_REQUIRED"),
        ({"company_name": "  "}, "TEXT_REQUIRED"),
        ({"company_name": "A\nBcc: x"}, "LETTERHEAD_LINE_INVALID"),
        ({"company_name": "A" * 201}, "TEXT_TOO_LONG"),
        ({"locale": None}, "VALUE_REQUIRED"),
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
        (png(1, 1) + bytes(LARGEST_LOGO), "LOGO_TOO_LARGE"),
        (bytes(2 * LARGEST_LOGO), "LOGO_TOO_LARGE"),
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
    assert is_address(text)


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
