"""2.4 Value conventions, and the types, lengths and rights of the fields in 2.5."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.running import Simulator, pumps

NO_GUID = "00000000-0000-0000-0000-000000000000"


def refusal_of_order(bc: Simulator, **fields: Any) -> tuple[int, str]:
    """Return what comes of an order with these fields."""
    return bc.post("salesOrders", {"customerNumber": "10000", **fields}).refusal


def test_2_4_zeros_stand_for_none(bc: Simulator) -> None:
    order = bc.order()

    assert order["currencyId"] == order["paymentTermsId"] == NO_GUID
    assert order["requestedDeliveryDate"] == "0001-01-01"
    assert order["currencyCode"] == "EUR"  # the local currency has a code and no id


def test_2_4_decimals_are_numbers_and_stay_exact(bc: Simulator) -> None:
    order = bc.order("SO-1", pumps("12.34567", "0.1", discountAmount=Decimal("0.03")))

    text = bc.reread(order).text
    (line,) = bc.reread(order).json["salesOrderLines"]
    assert '"quantity":12.34567,' in text
    assert '"unitPrice":0.1,' in text
    assert (line["discountAmount"], line["amountExcludingTax"]) == (Decimal("0.03"), Decimal("1.2"))


def test_2_4_a_decimal_in_a_string_is_refused(bc: Simulator) -> None:
    line = pumps(1) | {"unitPrice": "39.90"}

    assert refusal_of_order(bc, salesOrderLines=[line]) == (400, "BadRequest")


def test_2_4_codes_are_trimmed_and_upper_case(bc: Simulator) -> None:
    order = bc.order("  so-1042 ", currencyCode="usd", salesperson=" jo", shipToCountry="de")

    assert order["externalDocumentNumber"] == "SO-1042"
    assert (order["currencyCode"], order["salesperson"]) == ("USD", "JO")
    assert order["shipToCountry"] == "DE"
    found = bc.get("salesOrders", {"$filter": "externalDocumentNumber eq 'so-1042'"})
    assert [each["id"] for each in found.json["value"]] == [order["id"]]


@pytest.mark.parametrize("number", ["Ä" * 35, "ß" * 35, "SO-ÄÖÜ/№ 42'S", "X" * 35])
def test_2_5_c_20_numbers_of_35_characters_of_any_script(bc: Simulator, number: str) -> None:
    order = bc.order(number)

    quoted = number.replace("'", "''")
    found = bc.get("salesOrders", {"$filter": f"externalDocumentNumber eq '{quoted}'"})
    assert order["externalDocumentNumber"] == number
    assert [each["id"] for each in found.json["value"]] == [order["id"]]


@pytest.mark.parametrize(
    ("field", "length"),
    [
        *(("externalDocumentNumber", 35), ("shipToName", 100), ("shipToAddressLine1", 100)),
        *(("shipToAddressLine2", 50), ("shipToCity", 30), ("shipToCountry", 10)),
        *(("shipToState", 30), ("shipToPostCode", 20), ("phoneNumber", 30), ("email", 80)),
        ("shortcutDimension1Code", 20),
    ],
)
def test_2_5_texts_of_an_order_have_their_lengths(bc: Simulator, field: str, length: int) -> None:
    fits = bc.post("salesOrders", {"customerNumber": "10000", field: "A" * length})

    assert fits.json[field] == "A" * length
    refused = refusal_of_order(bc, **{field: "A" * (length + 1)})
    assert refused == (400, "Application_StringExceededLength")


def test_2_5_c_20_lengths_are_counted_in_utf_16(bc: Simulator) -> None:
    emoji = "\N{PACKAGE}"

    assert bc.order(emoji * 17)["externalDocumentNumber"] == emoji * 17
    refused = refusal_of_order(bc, externalDocumentNumber=emoji * 18)
    assert refused == (400, "Application_StringExceededLength")


def test_2_5_descriptions_of_lines_have_100_characters(bc: Simulator) -> None:
    fits = bc.order("SO-1", pumps(1, description="d" * 100, description2="e" * 50))
    line = bc.reread(fits).json["salesOrderLines"][0]

    assert line["description"] == "d" * 100
    refused = refusal_of_order(bc, salesOrderLines=[pumps(1, description="d" * 101)])
    assert refused == (400, "Application_StringExceededLength")


@pytest.mark.parametrize(
    "field",
    [
        *("id", "customerName", "billToName", "billToCity", "totalAmountIncludingTax", "status"),
        *("fullyShipped", "lastModifiedDateTime", "discountAppliedBeforeTax", "totalTaxAmount"),
        "pricesIncludeTax",
    ],
)
def test_2_5_read_only_fields_are_refused(bc: Simulator, field: str) -> None:
    value = bc.order()[field]

    assert refusal_of_order(bc, **{field: value}) == (400, "BadRequest_InvalidOperation")


@pytest.mark.parametrize(
    "field", ["shippedQuantity", "invoicedQuantity", "netAmount", "taxPercent", "totalTaxAmount"]
)
def test_2_5_read_only_fields_of_lines_are_refused(bc: Simulator, field: str) -> None:
    refused = refusal_of_order(bc, salesOrderLines=[pumps(1) | {field: 1}])

    assert refused == (400, "BadRequest_InvalidOperation")


def test_2_5_a_number_cannot_be_chosen(bc: Simulator) -> None:
    assert refusal_of_order(bc, number="X-1") == (400, "Application_DialogException")


def test_2_5_unknown_fields_are_refused(bc: Simulator) -> None:
    assert refusal_of_order(bc, yourReference="x") == (400, "BadRequest")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("orderDate", "2026-02-30", "BadRequest"),
        ("orderDate", "2026-02-03T00:00:00Z", "BadRequest"),
        ("customerId", "x", "Application_InvalidGUID"),
        ("partialShipping", "true", "BadRequest"),
        ("partialShipping", None, "BadRequest_RequiredParamNotProvided"),
        ("discountAmount", None, "BadRequest_RequiredParamNotProvided"),
        ("shipToName", 5, "BadRequest"),
    ],
)
def test_2_4_values_of_another_type_are_refused(
    bc: Simulator, field: str, value: Any, code: str
) -> None:
    assert refusal_of_order(bc, **{field: value}) == (400, code)


def test_2_4_enums_are_encoded_for_xml_if_the_switch_is_on(bc: Simulator) -> None:
    order = bc.order()
    bc.control("POST", f"orders/{order['id']}/request-approval")

    assert bc.reread(order).json["status"] == "In_x0020_Review"
    assert bc.get("customers").json["value"][0]["blocked"] == "_x0020_"
    bc.control("POST", "settings", encode_enums=False)
    assert bc.reread(order).json["status"] == "In Review"
    assert bc.get("customers").json["value"][0]["blocked"] == " "


@pytest.mark.parametrize("name", ["In Review", "In_x0020_Review"])
def test_2_4_a_filter_takes_an_enum_in_both_forms(bc: Simulator, name: str) -> None:
    order = bc.order()
    bc.control("POST", f"orders/{order['id']}/request-approval")

    found = bc.get("salesOrders", {"$filter": f"status eq '{name}'"})

    assert len(found.json["value"]) == 1


def test_2_5_masters_have_the_fields_of_the_contract(bc: Simulator) -> None:
    item = bc.get("items", {"$filter": "number eq 'A-100'"}).json["value"][0]
    customer = bc.get("customers", {"$filter": "number eq '10000'"}).json["value"][0]

    assert {"type", "blocked", "unitPrice", "taxGroupCode", "baseUnitOfMeasureId"} <= item.keys()
    assert (item["unitPrice"], item["baseUnitOfMeasureCode"]) == (480, "PCS")
    assert {"taxRegistrationNumber", "blocked", "balanceDue", "paymentTermsId"} <= customer.keys()
    assert customer["currencyCode"] == "EUR"


@pytest.mark.parametrize(
    "name",
    [
        *("unitsOfMeasure", "currencies", "paymentTerms", "shipmentMethods", "accounts"),
        *("salespersonPurchaser", "salespeoplePurchasers", "companyInformation", "taxGroups"),
    ],
)
def test_2_5_small_masters_are_listed_with_their_change_time(bc: Simulator, name: str) -> None:
    rows = bc.get(name).json["value"]

    assert rows
    assert all("lastModifiedDateTime" in row and "@odata.etag" in row for row in rows)


def test_2_5_masters_can_be_written(bc: Simulator) -> None:
    made = bc.post("customers", {"displayName": "New Ltd", "number": "c-9"}).json
    path = f"customers({made['id']})"
    changed = bc.send("PATCH", path, {"city": "Kiel"}, If_Match=made["@odata.etag"])

    assert (made["number"], changed.json["city"]) == ("C-9", "Kiel")
    assert bc.post("customers", {"number": "C-10"}).code == "Application_DialogException"
    same = bc.post("customers", {"displayName": "x", "number": "C-9"})
    assert same.refusal == (400, "Internal_EntityWithSameKeyExists")
    assert bc.send("DELETE", path, If_Match="*").status == 204
    assert bc.get(path).status == 404
    assert bc.post("accounts", {"number": "1"}).refusal == (405, "BadRequest_MethodNotAllowed")
