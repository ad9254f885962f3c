"""A stored field is declared once: inputs and filters follow from the field of the type."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLInputObjectType
from strawberry.types.base import get_object_definition

from db import tables
from db.planner.public_ids import NOBODY
from db.planner.relations import TO_MANY, TO_ONE, Relation
from gql.inputs.input_conversion import READINGS, to_domain_values
from gql.inputs.input_types import create_input, update_input
from gql.schema.extension_keys import DEFINITION
from gql.schema.field_uses import DERIVED, ON_CREATION, REQUIRED, SETTABLE, FieldKind, Settable
from gql.schema.fields import TABLES_BY_TYPE, column, connection, money, structure, to_many, to_one
from gql.server.schema import graphql_of, schema
from gql.types.documents import Payment
from gql.types.filters import FILTERS, filter_of, relations_of
from gql.types.interfaces import Money
from gql.types.pages import Connection
from gql.types.parties import Contact, User

TYPES = graphql_of(schema).type_map

NO_FIELDS = {  # members that are not fields of the record, and why
    "ConnectErpInput.clientSecret": "nobody may read it",
    "CreateInvoiceInput.lines": "lines are records of their own",
    "CreateOpportunityInput.lines": "lines are records of their own",
    "CreateOrderInput.lines": "lines are records of their own",
    "CreateQuoteInput.lines": "lines are records of their own",
    "CreateDiscountListInput.tiers": "tiers are records of their own",
    "CreatePriceListInput.items": "items are records of their own",
    "CreateUnitGroupInput.primaryUnit": "the unit is created with its group",
    "CreateUnitGroupInput.units": "units are records of their own",
    "LineInput.options": "each becomes a line of its own",
    "OrderLineQuantityInput.orderLineId": "a part of an existing line, which is not changed",
    "OrderLineQuantityInput.quantity": "a part of an existing line, which is not changed",
    "PaymentInput.date": "optional, unlike `paidOn` of the payment",
    "UnitOfGroupInput.baseUnit": "a name, as units that are not created yet have no ids",
    "UpdateLetterheadInput.logo": "a file, read as an object",
}
REPORTS = {  # inputs that state what the ERP has done, whatever the record has here
    "OrderLineShippedInput",
    "PostedInvoiceInput",
    "PostedInvoiceLineInput",
}
NO_FIELD_FILTERS = {  # conditions on columns that are shown inside another field
    "PriceListItemFilter.currencyCode",
}


def members(kind: GraphQLInputObjectType) -> Iterator[tuple[str, Any]]:
    """Return the members of an input by path, with what Strawberry knows about them."""
    for name, member in kind.fields.items():
        yield f"{kind.name}.{name}", member.extensions[DEFINITION]


def inputs() -> list[GraphQLInputObjectType]:
    """Return the inputs of mutations that have fields of records."""
    return [
        kind
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLInputObjectType) and name.endswith("Input")
    ]


def test_what_can_be_set_is_a_declared_field() -> None:
    stated = {
        place
        for kind in inputs()
        if kind.name not in REPORTS
        for place, member in members(kind)
        if DERIVED not in member.metadata
    }

    assert stated == NO_FIELDS.keys()
    assert len(inputs()) > 30


def test_what_can_be_filtered_by_is_a_declared_field() -> None:
    stated = {
        place
        for name in FILTERS
        if isinstance(kind := TYPES.get(name), GraphQLInputObjectType)
        for place, member in members(kind)
        if not member.metadata[DERIVED] and not place.endswith((".and", ".or", ".not"))
    }

    assert stated == NO_FIELD_FILTERS


@pytest.mark.parametrize("made", READINGS, ids=lambda made: made.__name__)
def test_every_member_of_an_input_is_read(made: type) -> None:
    given = [field.python_name for field in get_object_definition(made, strict=True).fields]

    assert sorted(READINGS[made].names) == sorted(given)
    assert READINGS[made].conversions.keys() | READINGS[made].never_null <= set(given)


def test_one_declaration_makes_a_condition_and_a_member_of_both_inputs() -> None:
    @structure
    class Thing:
        """A thing."""

        name: str = column("Name of the thing. Unique.", filter=True, input=REQUIRED)
        color: str | None = column("Color; null if none.", filter=True, input=SETTABLE)
        size: int = column("Size.", filter=True, input=Settable(default=3))
        price: Money | None = money("Price; null if none.", filter=True, input=SETTABLE)
        maker: User | None = to_one("maker_id", "User who made it.", filter=True, input=ON_CREATION)
        weight: Decimal | None = column("Weight.")

    @create_input(Thing)
    class CreateThingInput:
        """Fields for creating a thing."""

    @update_input(Thing, without=["size"])
    class UpdateThingInput:
        """Fields to change on a thing."""

    assert described(filter_of(Thing)) == {
        "name": "Filters by the name of the thing.",
        "color": "Filters by the color.",
        "size": "Filters by the size.",
        "price": "Filters by the price. Compared as a number, regardless of the currency.",
        "maker_id": "Filters by the ID of the user who made it.",
        "maker": "The maker matches this filter. A record without one does not match.",
    }
    assert described(CreateThingInput) == {
        "name": "Name of the thing. Unique.",
        "color": "Color.",
        "size": "Size.",
        "price": "Price.",
        "maker_id": "ID of the user who made it.",
    }
    assert list(described(UpdateThingInput)) == ["name", "color", "price"]
    assert READINGS[UpdateThingInput].never_null == {"name"}
    assert to_domain_values(CreateThingInput(name="a", maker_id="?")) == {  # type: ignore[call-arg]
        "name": "a",
        "size": 3,
        "maker_id": NOBODY,
    }


def test_one_declaration_makes_a_relation_for_filters() -> None:
    @structure
    class Thing:
        """A thing."""

        maker: User = to_one("made_by", "User who made it.", filter=True)
        owner: User = to_one("owned_by", "User who owns it.", sort=("name",))
        seller: User = to_one("sold_by", "User who sold it.")
        label: Contact | None = to_one("id", "Its label.", foreign="thing_id", filter=True)
        parts: list[Payment] = to_many("thing_id", "Parts.", order=("id",), filter=True)
        best_fans: Connection[Contact] = connection("Contact", "Fans.", by="fan_of", filter=True)
        critics: Connection[Contact] = connection("Contact", "Critics.", by="critic_of")

    assert relations_of(Thing, FieldKind.ONE) == {
        "maker": Relation(tables.users, "made_by", "id"),
        "owner": Relation(tables.users, "owned_by", "id"),
        "label": Relation(tables.contacts, "id", "thing_id"),
    }
    assert relations_of(Thing, FieldKind.MANY) == {
        "parts": Relation(tables.payments, "id", "thing_id"),
        "bestFans": Relation(tables.contacts, "id", "fan_of"),
    }
    assert filter_of(Thing).__annotations__.keys() >= {"maker", "label", "parts", "best_fans"}


def test_every_relation_that_a_filter_names_is_declared() -> None:
    for kind, table in TABLES_BY_TYPE.items():
        assert relations_of(kind, FieldKind.ONE).items() <= TO_ONE[table].items()
        assert relations_of(kind, FieldKind.MANY) == TO_MANY[table]


def described(made: type) -> dict[str, str]:
    """Return the derived members of an input, with their descriptions."""
    fields = get_object_definition(made, strict=True).fields
    return {field.python_name: text for field in fields if (text := field.metadata.get(DERIVED))}


def test_what_is_never_null_in_the_type_cannot_be_cleared() -> None:
    kinds = {made.__name__: reading.never_null for made, reading in READINGS.items()}

    assert kinds["UpdateOrderInput"] == {"name", "customer_id", "owner_id"}
    assert kinds["UpdateTaxCodeInput"] == {"code", "name", "rate", "is_active"}
    assert kinds["UpdateBundleItemInput"] == {"unit_id", "quantity", "is_required"}
    assert kinds["UpdateLetterheadInput"] == {"company_name", "locale"}
