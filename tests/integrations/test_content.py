"""The contents of PDFs: the right labels and numbers in the reader's language, and nothing else."""

import json
from decimal import Decimal
from io import BytesIO
from string import Formatter
from typing import Any

import pytest
from pypdf import PdfReader

from integrations.documents import texts
from integrations.documents.content import DocumentView
from integrations.documents.formats import Formats
from integrations.documents.labels import LANGUAGES, labels
from integrations.documents.print_process import print_pdf
from tests.integrations.samples import JPEG, Json, content, document, frozen, line, png


def page(**more: Any) -> Json:
    """Return the template values of a document."""
    return DocumentView(frozen(content(**more))).to_template()


def pages(given: Json, logo: tuple[bytes, str] | None = None) -> list[str]:
    """Return the text of each page of a PDF."""
    pdf = print_pdf(frozen(given), logo)
    return [one.extract_text() for one in PdfReader(BytesIO(pdf)).pages]


def totals(printed: Json) -> list[tuple[str, str]]:
    """Return the rows below the lines."""
    return [(row["label"], row["value"]) for row in printed["totals"]]


LARGE = document(
    detail_amount=Decimal("1234567.89"), pre_freight_amount=Decimal("1234567.89"),
    total_tax=0, total_amount=Decimal("1234567.89"),
)  # fmt: skip
LARGE_LINE = line(
    quantity=Decimal("2.5"), price_per_unit=Decimal("493827.156"),
    base_amount=Decimal("1234567.89"), tax=0, extended_amount=Decimal("1234567.89"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "title", "quantity", "price", "amount", "total", "day"),
    [
        ("de-DE", "Angebot", "2,5", "493.827,156", "1.234.567,89", "1.234.567,89 €", "15.01.2026"),
        ("en-US", "Quote", "2.5", "493,827.156", "1,234,567.89", "€1,234,567.89", "Jan 15, 2026"),
        ("en-GB", "Quote", "2.5", "493,827.156", "1,234,567.89", "€1,234,567.89", "15 Jan 2026"),
        ("fr-FR", "Devis", "2,5", "493 827,156", "1 234 567,89", "1 234 567,89 €", "15 janv. 2026"),
        ("es-ES", "Presupuesto", "2,5", "493.827,156", "1.234.567,89", "1.234.567,89 €",
         "15 ene 2026"),
        ("ja-JP", "Quote", "2.5", "493,827.156", "1,234,567.89", "€1,234,567.89", "2026/01/15"),
        ("de-CH", "Angebot", "2.5", "493\u2019827.156", "1\u2019234\u2019567.89",
         "EUR 1\u2019234\u2019567.89", "15.01.2026"),
    ],
)  # fmt: skip
def test_numbers_and_days_are_written_as_the_reader_does(  # noqa: PLR0917 - columns
    locale: str, title: str, quantity: str, price: str, amount: str, total: str, day: str
) -> None:
    given = content(locale=locale, document=LARGE, lines=[LARGE_LINE])

    (text,) = (one.replace("\u00a0", " ").replace("\u202f", " ") for one in pages(given))

    for word in (f"{title} QUO-01001", quantity, price, amount, total, day):
        assert word in text


def test_a_currency_has_its_own_decimals() -> None:
    yen = {"code": "JPY", "precision": 0}
    dinar = {"code": "KWD", "precision": 3}
    amounts = document(detail_amount=1500, pre_freight_amount=1500, total_tax=0, total_amount=1500)
    lines = [line(quantity=1, price_per_unit=1500, base_amount=1500, tax=0, extended_amount=1500)]

    in_yen = page(locale="ja-JP", currency=yen, document=amounts, lines=lines)
    in_dinar = page(locale="en-US", currency=dinar, document=amounts, lines=lines)

    assert totals(in_yen) == [("Total", "￥1,500")]
    assert in_yen["lines"][0]["price"] == in_yen["lines"][0]["amount"] == "1,500"
    assert totals(in_dinar) == [("Total", "KWD\u00a01,500.000")]


def test_discounts_freight_and_taxes_lead_to_the_total() -> None:
    lines = [
        line(1, tax=Decimal("15.20"), tax_rate=19, manual_discount=Decimal("8.00")),
        line(2, tax=Decimal("5.60"), tax_rate=7),
        line(3, tax=Decimal("15.20"), tax_rate=19, manual_discount=0),
    ]
    header = document(
        detail_amount=Decimal("232.00"), discount_percentage=5, discount_amount=Decimal("2.00"),
        pre_freight_amount=Decimal("218.40"), freight_amount=Decimal("9.90"),
        total_tax=Decimal("36.00"), total_amount=Decimal("264.30"),
    )  # fmt: skip

    shown = page(document=header, lines=lines)

    assert totals(shown) == [
        ("Subtotal", "€232.00"),
        ("Discount 5%", "-€11.60"),
        ("Discount", "-€2.00"),
        ("Freight", "€9.90"),
        ("Tax 7%", "€5.60"),
        ("Tax 19%", "€30.40"),
        ("Total", "€264.30"),
    ]
    assert [one["discount"] for one in shown["lines"]] == ["-8.00", "", ""]
    assert [one["amount"] for one in shown["lines"]] == ["72.00", "80.00", "80.00"]
    assert [one["tax"] for one in shown["lines"]] == ["19%", "7%", "19%"]


def test_a_tax_without_a_rate_is_one_sum() -> None:
    lines = [line(1, tax_rate=19), line(2)]

    shown = page(document=document(total_tax=10, total_amount=90), lines=lines)

    assert ("Tax", "€10.00") in totals(shown)
    assert [one["tax"] for one in shown["lines"]] == ["19%", "5.00"]


def test_an_invoice_says_what_is_paid_and_what_is_due() -> None:
    header = document(
        number="INV-01001", status="PAID", status_reason="PARTIAL", due_date="2026-02-14",
        amount_paid=Decimal("50.00"), amount_due=Decimal("35.00"),
    )  # fmt: skip
    payments = [
        {"paid_on": "2026-01-20", "reference": "SEPA 4711", "amount": Decimal("60.00")},
        {"paid_on": "2026-01-25", "reference": None, "amount": Decimal("-10.00")},
    ]

    (text,) = pages(
        content("invoice", "de-DE", document=header, payments=payments, order={"number": "ORD-7"})
    )
    text = text.replace("\u00a0", " ")

    for word in ("Rechnung INV-01001", "Fällig am", "14.02.2026", "Ihr Auftrag", "ORD-7", "Bezahlt",
                 "-50,00 €", "Offener Betrag", "35,00 €", "Zahlungen", "20.01.2026", "SEPA 4711",
                 "60,00 €", "-10,00 €"):  # fmt: skip
        assert word in text


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ({"status": "DRAFT"}, "DRAFT"),
        ({"status": "ACTIVE"}, None),
        ({"status": "CLOSED", "status_reason": "CANCELED"}, "CANCELED"),
        ({"status": "CLOSED", "status_reason": "REVISED"}, "REPLACED"),
        ({"status": "CLOSED", "status_reason": "LOST"}, None),
        ({"status": "CANCELED", "status_reason": "NO_MONEY"}, "CANCELED"),
        ({"status": "CANCELED", "status_reason": "CANCELED"}, "CANCELED"),
    ],
)
def test_what_does_not_hold_says_so_across_the_page(state: Json, word: str | None) -> None:
    (text,) = pages(content(document=document(**state)))

    assert [one for one in ("DRAFT", "CANCELED", "REPLACED") if one in text] == [word] * bool(word)


def test_terms_dates_and_addresses() -> None:
    header = document(
        effective_from="2026-01-20", effective_to="2026-03-01", expires_on="2026-02-28",
        request_delivery_by="2026-04-01", revision=2, payment_terms="TWO_PERCENT_10_NET_30",
        freight_terms="FOB", shipping_method="WILL_CALL",
        bill_to={"name": "Alpine AG", "contact_name": "Jörg", "line1": "Bergweg 12",
                 "city": "Graz", "postal_code": "8010", "country": "Österreich"},
        ship_to={"line1": "Werk 2", "city": "Linz", "state_or_province": "OÖ"},
    )  # fmt: skip

    shown = page(locale="de-AT", document=header)

    assert shown["recipient"] == ["Alpine AG", "Jörg", "Bergweg 12", "8010 Graz", "Österreich"]
    assert shown["ship_to"] == ["Werk 2", "Linz", "OÖ"]
    assert shown["facts"] == [
        ["Nummer", "QUO-01001"],
        ["Revision", "2"],
        ["Datum", "15.01.2026"],
        ["Gültig ab", "20.01.2026"],
        ["Gültig bis", "28.02.2026"],
        ["Lieferung bis", "01.04.2026"],
        ["Ihr Kontakt", "Ada Test"],
        ["", "ada@example.com"],
    ]
    assert shown["terms"] == [
        ["Zahlung", "10 Tage 2 % Skonto, 30 Tage netto"],
        ["Fracht", "Frei an Bord (FOB)"],
        ["Versand", "Selbstabholung"],
    ]


def test_nothing_is_said_twice() -> None:
    address = {"name": "Alpine AG", "city": "Graz"}
    share = line(base_amount=Decimal("80.01"), description="Feed pump")

    shown = page(document=document(bill_to=address, ship_to=address), lines=[share])

    assert shown["ship_to"] == []
    assert shown["lines"][0]["notes"] == []
    assert shown["lines"][0]["discount"] == ""  # it bills a part, and takes the remaining cent


def test_a_customer_without_an_address_is_at_least_named() -> None:
    person = {"name": "Ines Costa", "company": "Fjord Media", "address": None, "locale": None}

    shown = page(customer=person)

    assert shown["recipient"] == ["Fjord Media", "Ines Costa"]
    assert shown["language"] == "en"


def test_an_american_address_has_its_own_order() -> None:
    address = {"line1": "1 Main Street", "city": "Austin", "state_or_province": "TX",
               "postal_code": "78701", "country": "United States"}  # fmt: skip

    assert texts.address_lines(address, "en")[1] == "Austin, TX 78701"


EVIL = [
    "#eval(\"1+1\") #read(\"/etc/passwd\") #include \"x.typ\"",
    "$x^2$ *bold* _it_ `raw` ```x``` @ref <label> = heading - item + enum / term: x",
    "// comment /* block */ \\ ~ --- \\u{1F600} https://x.example",
    "]) #panic() [(",
    "</text><script>alert(1)</script> &amp; \" ' {page} {pages} {percent}",
]  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_what_users_type_is_never_markup(text: str) -> None:
    header = document(name=text, bill_to={"name": text, "line1": text})
    head = content()["letterhead"] | {"company_name": text, "footer": text}
    given = content(document=header, lines=[line(write_in=text, description=text)], letterhead=head)

    flat = "".join(pages(given)).replace("\n", "").replace(" ", "").replace("\u200b", "")

    assert flat.count(text.replace(" ", "")) >= 6


def test_control_characters_and_endless_words_do_no_harm() -> None:
    given = content(lines=[line(write_in="a\x01b\x1b[31m\u2028c\n" + "x" * 500)])

    (text,) = pages(given)

    assert "a b [31m c" in text
    assert "x" * texts.MAX_WORD_LENGTH in text


def test_letters_of_the_world_are_printed() -> None:
    word = "äöüß € ¥ £ ñ ő Ж Ω 中文 日本語 カタカナ 한국어"

    (text,) = pages(content(lines=[line(write_in=word)]))

    assert word in text.replace("\n", " ")


def test_a_thousand_lines_fill_numbered_pages_under_the_same_head() -> None:
    found = pages(content(locale="fr-FR", lines=[line(n + 1) for n in range(1000)]))

    assert len(found) > 20
    assert all("Désignation" in text for text in found[:-1])
    assert all(f"Page {n} sur {len(found)}" in text for n, text in enumerate(found, 1))
    assert all("Devis QUO-01001" in text for text in found)


def test_a_logo_that_cannot_be_decoded_is_left_out() -> None:
    good, broken = png(), png()[:60]

    with_logo = print_pdf(frozen(content()), (good, "image/png"))
    with_photo = print_pdf(frozen(content()), (JPEG, "image/jpeg"))
    without = print_pdf(frozen(content()), (broken, "image/png"))

    def pictures(pdf: bytes) -> int:
        return sum(len(one.images) for one in PdfReader(BytesIO(pdf)).pages)

    assert [pictures(one) for one in (with_logo, with_photo, without)] == [1, 1, 0]


def test_the_same_content_makes_the_same_bytes() -> None:
    assert print_pdf(frozen(content())) == print_pdf(frozen(content()))


def test_the_paper_is_the_senders() -> None:
    american = content()["letterhead"] | {"locale": "en-US"}

    assert page()["paper"] == "a4"
    assert page(letterhead=american)["paper"] == "us-letter"


@pytest.mark.parametrize(
    ("tags", "known"),
    [
        (("de-AT", "en"), "de_AT"),
        (("de-XX", "en"), "de"),
        (("xx-YY", "fr"), "fr"),
        ((None, "pt-BR"), "pt_BR"),
        (("zh-Hant-XX", "en"), "zh_Hant"),
        (("xx", "yy"), "en"),
        ((None, None), "en"),
    ],
)
def test_an_unknown_locale_gives_way(tags: tuple[str | None, ...], known: str) -> None:
    assert str(Formats(*tags).locale) == known


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_word(language: str) -> None:
    ours, english = labels(language), labels("en")

    assert ours.keys() == english.keys()
    assert all(ours.values())
    for name, text in english.items():
        assert placeholders(ours[name]) == placeholders(text), name
    assert labels("tlh") is english


def test_decimals_survive_the_way_to_paper() -> None:
    text = json.dumps(content()).replace("80.0,", "80.10000000000000000001,")

    assert DocumentView(text).document["detail_amount"] == Decimal("80.10000000000000000001")


@pytest.mark.parametrize("kind", ["quote", "order", "invoice"])
@pytest.mark.parametrize(
    ("locale", "label"),
    [
        ("en-US", "Your purchase order"),
        ("de-DE", "Ihre Bestellnummer"),
        ("fr-FR", "Votre bon de commande"),
        ("es-ES", "Su orden de compra"),
    ],
)
def test_the_customers_purchase_order_number_is_printed(kind: str, locale: str, label: str) -> None:
    paid = {"amount_paid": 0, "amount_due": 85.00}
    given = document(purchase_order_number="4500017-ABCDEF-20261129", **paid)

    (text,) = pages(content(kind, locale, document=given))

    assert f"{label} 4500017-ABCDEF-20261129" in text
    assert label not in pages(content(kind, locale, document=document(**paid)))[0]


def test_the_longest_purchase_order_number_leaves_room_for_the_recipient() -> None:
    given = content(document=document(purchase_order_number="W" * 100))

    (text,) = pages(given)

    assert text.count("W") == 100
    assert max(len(row) for row in text.splitlines() if "WW" in row) < 50
    assert "Alpine Foods Number QUO-01001" in text.splitlines()  # beside the facts
