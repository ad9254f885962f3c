"""Mails are built so that no input becomes a header, whichever program reads them."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from time import process_time

import pytest
from hypothesis import example, given, settings, strategies as st

from domain.core.text import line_fault
from integrations.mail_check import check_envelope, check_mail
from integrations.mail_message import MAX_NAME_LENGTH, MailMessage, MailRefused, compose
from tests.integrations.strict_mail import read
from tests.tenants import NOW

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
           "Content-Type"]  # fmt: skip
INJECTED = "=?utf-8?q?Hi=0d=0aBcc:_evil@example.com?="
LETTER = MailMessage(
    id="<1@example.com>",
    at=NOW,
    sender_name="Test",
    reply_to=None,
    to=("a@example.com",),
    cc=(),
    subject="Subject",
    text="Text",
    file_name="QUO-1.pdf",
    pdf=b"%PDF",
)

pieces = st.sampled_from(
    ["\r\n", "\n", "\r\n.\r\n", "\n.\n", ".", "--=_1examplecom", "--", "=?", "?=", "?q?", "=0d=0a",
     "=?utf-8?b?", "DQpCY2M6IHhAeS56", "Bcc: x@y.z", " ", "  ", "\t", '"', "\\", "<", ">", ",", ";",
     "€", "中", "🧾", "\u2028", "\u202e", "\x85", "x" * 70, "From ", "%0d%0a", "'", "="]
)  # fmt: skip
texts = st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=12).map("".join)


@given(name=texts, subject=texts, text=texts, file_name=texts, pdf=st.binary(max_size=200))
@example(name=INJECTED, subject="S", text="T", file_name="F", pdf=b"")
@example(name="N", subject=INJECTED, text="T", file_name="F", pdf=b"")
@example(name="N", subject="S", text="T", file_name=" ", pdf=b"")
@example(name="N", subject="S", text="T", file_name="F" * 201, pdf=b"")
@example(name="ä" * 200, subject="中" * 200, text="T\r\n.\r\nT", file_name="é" * 99, pdf=b"")
@settings(max_examples=300)
def test_a_letter_arrives_as_it_is_or_is_refused(
    name: str, subject: str, text: str, file_name: str, pdf: bytes
) -> None:
    letter = replace(
        LETTER, sender_name=name, subject=subject, text=text, file_name=file_name, pdf=pdf
    )
    lines = (name, subject, file_name)
    fine = all(line_fault(line) is None and line.strip() for line in lines)
    fine = fine and len(file_name) <= MAX_NAME_LENGTH
    if not fine:
        with pytest.raises(MailRefused):
            compose(letter, "sales@example.com")
        return

    mail = compose(letter, "sales@example.com")

    check_mail(mail)
    strict = read(mail)
    assert strict.names == message_from_bytes(mail, policy=policy.default).keys() == HEADERS
    assert (strict.subject, strict.sender) == (subject, (name, "sales@example.com"))
    assert strict.text == re.sub(r"\r\n|\r|\n", "\r\n", text)
    assert (strict.file_name, strict.pdf) == (file_name, pdf)


@pytest.mark.parametrize(
    "line",
    [
        "Hi\r\nBcc: x@y.de", "Hi\nBcc: x@y.de", "Hi\rBcc: x@y.de", "a\x00", "a\x7f", "a\x85b",
        "a\u2028b", "a\u2029b", "a\x0bb", "invoice\u202efdp.exe", "a\u2066b", "\ud800",
        INJECTED, "=?utf-8?B?SGkNCkJjYzogeEB5LmRl?=", "=?utf-8*en?Q?a?=", "=??q?a?=",
        "=?utf-8?q?harmless?=", "x =?iso-8859-1?b?eA==?= y", "=?utf-8?q?never=20closed",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["sender_name", "subject", "file_name"])
def test_what_could_become_a_header_is_not_written(field: str, line: str) -> None:
    with pytest.raises(MailRefused, match=r"contains "):
        compose(replace(LETTER, **{field: line}), "sales@example.com")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nBcc: x@y.de", "a@example.com\n", "a b@example.com", "<a@example.com>",
        "a@example.com>", "a@example.com, b@example.com", "=?utf-8?q?=0d=0aBcc=3a_x?=@example.com",
        ".a@example.com", "a.@example.com", "a..b@example.com", "a@example.com.", "a@-x.com",
        "a@example.123", "ä@example.com", "a" * 65 + "@example.com", "a@b", "", "a@[127.0.0.1]",
    ],
)  # fmt: skip
def test_nothing_but_an_address_is_on_the_envelope_or_in_the_head(address: str) -> None:
    for unfit in (
        replace(LETTER, to=("b@example.com", address)),
        replace(LETTER, cc=(address,)),
        replace(LETTER, reply_to=address or "x"),
    ):
        with pytest.raises(MailRefused, match="is not a valid email address"):
            compose(unfit, "sales@example.com")
    with pytest.raises(MailRefused, match="is not a valid email address"):
        compose(LETTER, address)
    with pytest.raises(MailRefused, match="is not a valid email address"):
        check_envelope("sales@example.com", ("b@example.com", address))
    with pytest.raises(MailRefused, match="is not a valid email address"):
        check_envelope(address, ("b@example.com",))


@pytest.mark.parametrize("count", [0, 21])
def test_a_mail_goes_to_a_few_addresses(count: int) -> None:
    many = tuple(f"a{n}@example.com" for n in range(count))

    with pytest.raises(MailRefused, match="1 to 20 addresses"):
        compose(replace(LETTER, to=many), "sales@example.com")
    with pytest.raises(MailRefused, match="1 to 20 addresses"):
        check_envelope("sales@example.com", many)


@pytest.mark.parametrize(
    "unfit",
    [
        {"subject": "x" * 401}, {"sender_name": "x" * 401}, {"text": "x" * 10_001},
        {"file_name": "x" * 201}, {"subject": ""}, {"file_name": ""}, {"text": "\ud800"},
        {"id": "<1@example.com>\r\nBcc: x"}, {"id": "1"},
    ],
)  # fmt: skip
def test_a_letter_that_no_mail_can_carry_is_refused(unfit: dict[str, str]) -> None:
    with pytest.raises(MailRefused):
        compose(replace(LETTER, **unfit), "sales@example.com")  # type: ignore[arg-type]


MAIL = compose(replace(LETTER, cc=("c@example.com",)), "sales@example.com")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: Subject", b"Subject: Subject\r\nBcc: x@y.de"),
        (b"Subject: Subject", b"Subject: Subject\r\nSubject: Other"),
        (b"Subject: Subject", b"Subject: Subject\r\nsubject: Other"),
        (b"Subject: Subject", b"Subject: Subject\nBcc: x@y.de"),
        (b"Subject: Subject", b"Subject: Subject\rBcc: x@y.de"),
        (b"Subject: Subject", b"Subject: Subject\r\n\r\nBody"),
        (b"Subject: Subject", b"Subject: =?utf-8?q?Hi=0d=0aBcc:_x@y.de?="),
        (b"Subject: Subject", b"Subject: Hi =?utf-8?b?SGk=?="),
        (b"Subject: Subject", "Subject: ä".encode()),
        (b"Subject: Subject", b"Subject: \x1b[2J"),
        (b"Subject: Subject", b"Subject: a\tb"),
        (b"Subject: Subject", b"Subject: " + b"x" * 1000),
        (b"Subject: Subject\r\n", b""),
        (b"Subject: Subject\r\n", b"Subject\r\n"),
        (b"Subject: Subject", b"Subject: Hi\r\nBcc : x@y.de"),
        (b"Subject: Subject", b"Subject: Hi\r\n \r\n"),
        (b"From: ", b"From: Other <x@y.de>, "),
        (b"From: ", b" folded: x\r\nFrom: "),
        (b"To: a@example.com", b"To: a@example.com, Bcc: x@y.de"),
        (b"Cc: c@example.com", b"Bcc: c@example.com"),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nX-Odd: 1"),
        (b"multipart/mixed", b"text/html"),
        (b"Auto-Submitted: auto-generated", b"Auto-Submitted: no"),
        (b"\r\n\r\nText", b"\r\n\r\nText\n.\nMAIL FROM:<x@y.de>"),
        (b"\r\n\r\nText", b"\r\n\r\nText\r.\rMAIL FROM:<x@y.de>"),
        (b"\r\n\r\nText", b"\r\n\r\nText\x00"),
        (b"\r\n\r\nText", b"\r\n\r\n" + b"x" * 999),
        (b"\r\n\r\nText", b"\r\n\r\n" + b"x" * 3000 + b"\r\nText"),
    ],
)  # fmt: skip
def test_a_mail_that_is_not_exactly_ours_does_not_leave(old: bytes, new: bytes) -> None:
    check_mail(MAIL)
    assert MAIL.count(old) == 1

    with pytest.raises(MailRefused):
        check_mail(MAIL.replace(old, new))


def test_a_line_may_have_998_bytes() -> None:
    check_mail(MAIL.replace(b"\r\n\r\nText", b"\r\n\r\n" + b"x" * 998))
    check_mail(MAIL.replace(b"\r\n\r\nText", b"\r\n\r\n" + b"\r\n".join([b"x" * 998] * 9)))


def test_a_long_mail_is_checked_in_no_time() -> None:
    mail = compose(replace(LETTER, pdf=bytes(2_000_000)), "sales@example.com")
    began = process_time()

    check_mail(mail)

    assert process_time() - began < 0.05
