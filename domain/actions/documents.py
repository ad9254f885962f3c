"""Actions that all four kinds of documents share: create, update, recalculate, lock prices."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from domain.actions.erp_lock import open_to_integration
from domain.actions.price_books import count_items, price_book, refs_of_input, refs_of_lines
from domain.core.errors import DomainError
from domain.core.money import CurrencyMismatch
from domain.core.record import Values
from domain.ports.repositories import Repository
from domain.ports.unit_of_work import NO_REFS, NumberKind, UnitOfWork
from domain.pricing.line import MAX_LINES, check_count
from domain.sales.document import CurrencyImmutable, Document
from domain.sales.opportunity import Opportunity, OpportunityNotFound
from domain.sales.opportunity_lifecycle import OpportunityLost, OpportunityStatus
from domain.sales.party import CustomerFixed, CustomerMismatch
from domain.sales.price_lock import PriceLocking

D = TypeVar("D", bound=Document[Any])
_ORIGINS = ("opportunity_id", "quote_id", "order_id")
_GIVEN_ONCE = frozenset({"name", "currency_code", "owner_id"})


async def create_document(
    work: UnitOfWork,
    repository: Repository[D],
    kind: type[D],
    number_kind: NumberKind,
    *,
    values: Values,
    lines: Sequence[Values],
) -> D:
    """Create a document from the caller's input. Raises NOT_FOUND errors for records it names."""
    opportunity = await _check_referenced(work, values)
    currency = await work.lookups.get_currency(values["currency_code"])
    price_list_id = await _first_price_list(work, values, opportunity)
    prices = await work.load_price_book(currency.code, price_list_id, refs_of_input(lines))
    rest = {name: value for name, value in values.items() if name not in _GIVEN_ONCE}
    document = kind(  # type: ignore[call-arg]  # the four kinds begin in their initial state
        number=await work.next_number(number_kind),
        name=values["name"],
        currency=currency,
        owner_id=values.get("owner_id") or work.user_id,
    )
    document.assign({"name": values["name"], **rest, "price_list_id": price_list_id})
    document.check_price_list(prices)
    items = count_items(lines, prices)
    work.announce_items(items)
    await work.compute(lambda: document.add_lines(lines, prices), len(lines) + items)
    repository.add(document)
    return document


async def _check_referenced(work: UnitOfWork, values: Values) -> Opportunity | None:
    """Check the input's customer and owner; return the opportunity, locked."""
    # The opportunity is the first record that every transaction locks (decision 3).
    opportunity = await _opportunity(work, values)
    await _check_customer(work, values)
    if opportunity is not None:
        await _check_same_customer(work, values, opportunity, CustomerMismatch)
    await _check_owner(work, values)
    return opportunity


async def update_document(
    work: UnitOfWork,
    kind: type[Document[Any]],
    id: UUID,
    values: Values,
    expected_version: int | None,
) -> Document[Any]:
    """Change header fields; omitted fields stay as they are, and null clears."""
    # Lookups lock nothing, so they come before the lock: others wait less for the document.
    if "account_id" in values or "contact_id" in values:
        await _check_customer(work, values)
    await _check_owner(work, values)
    document = await work.get_header(kind, id)
    document.expect(expected_version)
    await open_to_integration(work, document)
    await _check_new_customer(work, document, values)
    changes = await _resolve_changes(work, document, values)
    currency = changes.get("currency", document.currency)
    price_list_id = changes.get("price_list_id", document.price_list_id)
    needed, count = NO_REFS, 0
    # Most changes, such as another name, compute nothing and need no lines (decision 54).
    if document.needs_lines(changes):
        await work.read_lines(document)
        count = len(document.lines)
        if price_list_id != document.price_list_id:
            # Only another price list looks up prices again (decision 14).
            needed = refs_of_lines(document.lines)
    prices = await work.load_price_book(currency.code, price_list_id, needed)
    await work.compute(lambda: document.update(changes, prices), count)
    return document


async def recalculate(
    work: UnitOfWork, kind: type[Document[Any]], id: UUID, expected_version: int | None
) -> Document[Any]:
    """Reprice every line from the current catalog and settings; entered prices stay."""
    document = await work.get_document(kind, id)
    document.expect(expected_version)
    prices = await price_book(work, document, document.lines)
    await work.compute(lambda: document.recalculate(prices), len(document.lines))
    return document


async def lock_pricing(
    work: UnitOfWork, kind: type[PriceLocking[Any]], id: UUID, expected_version: int | None
) -> PriceLocking[Any]:
    """Lock the prices, so that changes to the catalog no longer affect them."""
    # Locking keeps all amounts, so the lines are not read (I-33).
    document = await work.get_header(kind, id)
    document.expect(expected_version)
    document.lock_pricing()
    return document


async def unlock_pricing(
    work: UnitOfWork, kind: type[PriceLocking[Any]], id: UUID, expected_version: int | None
) -> PriceLocking[Any]:
    """Unlock the prices, so that they follow the catalog again."""
    document = await work.get_document(kind, id)
    document.expect(expected_version)
    prices = await price_book(work, document, document.lines)
    await work.compute(lambda: document.unlock_pricing(prices), len(document.lines))
    return document


async def check_copy(work: UnitOfWork, original: Document[Any]) -> None:
    """Raise TOO_MANY_LINES if a copy would have more lines than the tenant allows.

    No tenant allows fewer than the default, so only long documents need the settings.
    """
    count = len(original.lines)
    if count > MAX_LINES:
        check_count(count, (await work.get_pricing_rules()).max_lines_per_document)


async def _first_price_list(
    work: UnitOfWork, values: Values, opportunity: Opportunity | None
) -> UUID | None:
    """Return the input's price list, else the opportunity's, else the customer's default (3.2)."""
    price_list_id: UUID | None = values.get("price_list_id")
    if price_list_id is not None:
        # Only a list that the caller chooses must be active (2.7); one that comes from the
        # opportunity reports `INACTIVE_PRICE_LIST` on the lines.
        await work.lookups.check_price_list(price_list_id)
        return price_list_id
    if opportunity is not None and opportunity.price_list_id is not None:
        return opportunity.price_list_id
    return await work.lookups.find_default_price_list(
        values.get("account_id"), values.get("contact_id"), values["currency_code"]
    )


async def _resolve_changes(
    work: UnitOfWork, document: Document[Any], values: Values
) -> dict[str, Any]:
    """Replace the currency code by the currency, and check that a new price list is active."""
    changes = {name: value for name, value in values.items() if name != "currency_code"}
    if values.get("price_list_id") is not None:
        await work.lookups.check_price_list(values["price_list_id"])
    code = values.get("currency_code")
    # The present currency is no change, even if it has been deactivated since (1.10).
    if code is None or code == document.currency_code:
        return changes
    # Whoever creates a document from the opportunity locks it, so the answer holds (I-48).
    if isinstance(document, Opportunity) and await work.opportunities.has_documents(document.id):
        raise CurrencyImmutable(path=("currencyCode",))
    return {**changes, "currency": await work.lookups.get_currency(code)}


async def _check_owner(work: UnitOfWork, values: Values) -> None:
    if values.get("owner_id") is not None:
        await work.lookups.check_user(values["owner_id"])


async def _check_customer(work: UnitOfWork, values: Values) -> None:
    await work.lookups.check_customer(values.get("account_id"), values.get("contact_id"))


async def _check_new_customer(work: UnitOfWork, document: Document[Any], values: Values) -> None:
    """Raise CUSTOMER_MISMATCH or CUSTOMER_FIXED if related documents have another customer."""
    if "account_id" not in values:
        return
    if isinstance(document, Opportunity):
        if await work.opportunities.has_documents(document.id):
            await _check_same_customer(work, values, document, CustomerFixed)
    # A document that was not created from another one can change its customer freely (3.2).
    elif any(getattr(document, name, None) is not None for name in _ORIGINS):
        await _check_same_customer(work, values, document, CustomerMismatch)


async def _check_same_customer(
    work: UnitOfWork, values: Values, other: Document[Any], refusal: type[DomainError]
) -> None:
    """Raise the refusal if the input's customer is not of the other document's company."""
    customer = (values["account_id"], values["contact_id"])
    present = (other.account_id, other.contact_id)
    if customer != present and await work.lookups.get_company(*customer) != (
        await work.lookups.get_company(*present)
    ):
        raise refusal(path=("customerId",))


async def _opportunity(work: UnitOfWork, values: Values) -> Opportunity | None:
    """Lock the opportunity, so that it cannot close while a document is created from it."""
    if values.get("opportunity_id") is None:
        return None
    opportunity = await lock_opportunity(work, values["opportunity_id"])
    if opportunity.status is OpportunityStatus.LOST:
        raise OpportunityLost(path=("opportunityId",))
    # An opportunity and all documents created from it share one currency (I-48).
    if opportunity.currency_code != values["currency_code"]:
        raise CurrencyMismatch(
            currency=values["currency_code"],
            expected=opportunity.currency_code,
            path=("currencyCode",),
        )
    return opportunity


async def lock_opportunity(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Lock the opportunity. Raises OPPORTUNITY_NOT_FOUND with the path `opportunityId`."""
    try:
        return await work.opportunities.get_header(opportunity_id)
    except OpportunityNotFound as missing:
        raise missing.prefix_path("opportunityId") from None
