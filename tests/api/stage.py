"""Creates one record of every kind, and builds valid arguments for any mutation from the schema.

Tests that walk the schema use it, so they also cover mutations and inputs that are added later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)

from gql.server.schema import graphql_of, schema
from tests.api.desk import Desk, written
from tests.client import Api

Json = dict[str, Any]
Ids = dict[str, str]
Path = tuple[str | int, ...]

MADE = graphql_of(schema)
assert MADE.mutation_type is not None
MUTATIONS = MADE.mutation_type.fields

# The record that an argument of this name refers to, unless its name already says so.
_POINTS = {
    "customerId": "account",
    "ownerId": "user",
    "documentId": "quote",
    "lineId": "quoteLine",
    "bundleLineId": "quoteLine",
    "familyId": "family",
    "parentId": "family",
    "relatedProductId": "other",
    "defaultPriceListId": "priceList",
    "defaultUnitId": "unit",
    "baseUnitId": "unit",
    "recordId": "account",
    "linkId": "erpLink",
}
_OF_MUTATION = {
    "lockPricing": {"documentId": "order"},
    "unlockPricing": {"documentId": "order"},
    "setQuoteStatusReason": {"quoteId": "activeQuote"},
    "createOrderFromQuote": {"quoteId": "activeQuote"},
    "reviseQuote": {"quoteId": "activeQuote"},
    "closeQuote": {"quoteId": "activeQuote"},
    "sendQuote": {"quoteId": "activeQuote"},
    "winOpportunity": {"opportunityId": "bareOpportunity"},
    "loseOpportunity": {"opportunityId": "bareOpportunity"},
    "deleteOpportunity": {"opportunityId": "bareOpportunity"},
    "addBundleItem": {"productId": "other"},
}
_TEXTS = {"currencyCode": "EUR", "baseCurrencyCode": "USD", "code": "QQQ", "locale": "en",
          "email": "ada@example.com", "to": "ada@example.com", "cc": "bob@example.com"}  # fmt: skip
_SCALARS: Json = {"Decimal": "1.5", "ExchangeRate": "1.5", "Date": "2030-01-31", "Int": 1,
                  "Boolean": False, "CurrencyCode": "EUR",
                  "DateTime": "2030-01-31T09:30:00Z"}  # fmt: skip
# Fields that make an input valid although the schema does not require them.
_COMPLETE: dict[str, Json] = {
    "LineInput": {"writeIn": "Hose", "pricePerUnit": "2.50"},
    "PriceListItemInput": {"amount": "2.50"},
    "DiscountTierInput": {"lowQuantity": "1", "highQuantity": "2", "percentage": "5"},
}


async def staged(api: Api) -> Ids:
    """Create one record of every kind; return their IDs by the names that arguments use."""
    desk = Desk(api)
    product, price_list = await desk.sold("10.00", "EUR")
    account = await desk.customer()
    ids = {"account": account, "product": product, "priceList": price_list}
    ids["user"] = str((await api("{ viewer { user { id } } }"))["viewer"]["user"]["id"])
    ids["contact"] = await desk.do("createContact", input={"lastName": "Byron"})
    ids["competitor"] = await desk.do("createCompetitor", input={"name": "Rival"})
    await _catalog(desk, ids)
    await _documents(desk, ids)
    remote = {"remoteId": "1", "remoteNumber": "1"}
    ids["erpLink"] = await desk.do("linkErpRecord", type="CURRENCY", code="EUR", **remote)
    await _others(desk, ids)
    return ids


async def _others(desk: Desk, ids: Ids) -> None:
    """Create a record of each kind that only needs an input, such as one added later."""
    for mutation, field in MUTATIONS.items():
        noun = mutation[6:7].lower() + mutation[7:]
        if mutation.startswith("create") and [*field.args] == ["input"] and noun not in ids:
            ids[noun] = await desk.do(mutation, **arguments(mutation, ids))


async def _catalog(desk: Desk, ids: Ids) -> None:
    ids["other"], _ = await desk.sold("5.00", "EUR")
    ids["priceListItem"] = await desk.item_of(ids["priceList"], ids["product"])
    ids["discountList"] = await desk.discounts(("10", "20", "5"))
    tiers = "query ($id: ID!) { discountList(id: $id) { tiers { nodes { id } } } }"
    found = await desk.api(tiers, id=ids["discountList"])
    ids["discountTier"] = found["discountList"]["tiers"]["nodes"][0]["id"]
    ids["taxCode"] = await desk.tax_code("19")
    ids["family"] = await desk.product(structure="FAMILY")
    await desk.settings(createProductsAsActive=False)
    ids["bundle"] = await desk.product(structure="BUNDLE")
    await desk.settings(createProductsAsActive=True)
    part = {"productId": ids["product"]}
    ids["bundleItem"] = await desk.do("addBundleItem", bundleId=ids["bundle"], input=part)
    relation = {"relatedProductId": ids["other"], "type": "CROSS_SELL"}
    ids["productRelationship"] = await desk.do(
        "addProductRelationship", productId=ids["product"], input=relation
    )
    ids["unitGroup"] = await desk.do(
        "createUnitGroup", input={"name": "Lengths", "primaryUnit": "metre"}
    )
    unit = {"unitGroupId": ids["unitGroup"], "name": "roll", "quantity": "10"}
    ids["unit"] = await desk.do("createUnit", input=unit)
    ids["currency"] = await desk.do("createCurrency", input={"code": "XQQ", "name": "Queens"})


async def _documents(desk: Desk, ids: Ids) -> None:
    line = written("2", "40.00")
    for kind in ("opportunity", "quote", "order", "invoice"):
        document = await desk.document(line, kind=kind, currency="EUR")
        ids[kind], ids[f"{kind}Line"] = document["id"], document["lines"][0]["id"]
    bare = await desk.document(kind="opportunity", currency="EUR", estimatedValue="10.00")
    ids["bareOpportunity"] = bare["id"]
    active = await desk.document(line, kind="quote", currency="EUR")
    ids["activeQuote"] = await desk.do("activateQuote", quoteId=active["id"])
    shipped = await desk.document(line, kind="order", currency="EUR")
    ids["shipment"] = await desk.do("recordShipment", orderId=shipped["id"])
    paid = await desk.document(line, kind="invoice", currency="EUR")
    await desk.do("recordPayment", invoiceId=paid["id"], input={"amount": "1.00"})
    payments = "query ($id: ID!) { invoice(id: $id) { payments { id } } }"
    found = await desk.api(payments, id=paid["id"])
    ids["payment"], ids["paidInvoice"] = found["invoice"]["payments"][0]["id"], paid["id"]


def leaves(mutation: str) -> Iterator[tuple[Path, Any]]:
    """Yield the path and type of each scalar and enum that a mutation takes; lists have index 0."""
    for name, argument in MUTATIONS[mutation].args.items():
        yield from _leaves(argument.type, (name,))


def _leaves(kind: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        yield from _leaves(inner.of_type, (*path, 0))
    elif isinstance(inner, GraphQLInputObjectType):
        for name, field in inner.fields.items():
            yield from _leaves(field.type, (*path, name))
    else:
        yield path, kind


def arguments(mutation: str, ids: Ids, path: Path = (), value: Any = None) -> Json:
    """Return the fewest valid arguments of a mutation, with the value at the path, if given."""
    return _Valid(mutation, ids).arguments(path, value)


@dataclass(frozen=True)
class _Valid:
    """Makes up the arguments of mutations."""

    mutation: str
    ids: Ids

    def arguments(self, path: Path, value: Any) -> Json:
        taken = MUTATIONS[self.mutation].args
        values = {
            name: self.value(argument.type, name)
            for name, argument in taken.items()
            if is_required_argument(argument) or name in path[:1]
        }
        if path:
            self.put(values, {name: each.type for name, each in taken.items()}, path, value)
        return values

    def put(self, there: Any, kinds: Any, path: Path, value: Any) -> None:
        """Set the value in the arguments; objects and lists on the path are created."""
        step, rest = path[0], path[1:]
        if not rest:
            there[step] = value
            return
        kind: Any = get_nullable_type(kinds[step])
        if isinstance(there, dict) and there.get(step) is None:
            there[step] = self.value(kind, str(step))
        fields = getattr(kind, "fields", {})
        inner = {name: field.type for name, field in fields.items()} or [kind.of_type]
        self.put(there[step], inner, rest, value)

    def value(self, kind: Any, name: str) -> Any:
        inner: Any = get_nullable_type(kind)
        if is_list_type(inner):
            return [self.value(inner.of_type, name)]
        if is_input_object_type(inner):
            required = {
                field_name: self.value(field.type, field_name)
                for field_name, field in inner.fields.items()
                if is_required_input_field(field)
            }
            return required | _COMPLETE.get(inner.name, {})
        if isinstance(inner, GraphQLEnumType):
            return next(iter(inner.values))
        if inner.name == "ID":
            return self.ids[pointed(self.mutation, name)]
        return _TEXTS.get(name, "A text") if inner.name == "String" else _SCALARS[inner.name]


def pointed(mutation: str, name: str) -> str:
    """Return the name of the staged record that an ID argument of this name refers to."""
    special = _OF_MUTATION.get(mutation, {})
    if name in special:
        return special[name]
    if name == "id":
        noun = mutation.removeprefix("update")
        return noun[0].lower() + noun[1:]
    return _POINTS.get(name, name.removesuffix("Id"))


def named(kind: Any) -> str:
    """Return the name of a type without its list and non-null wrappers."""
    return str(get_named_type(kind).name)
