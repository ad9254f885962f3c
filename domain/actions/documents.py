"""Acts that are the same on all four documents: begin, change, lines, prices."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from domain.document import Document
from domain.line import Line
from domain.locking import Lockable
from domain.money import CurrencyMismatch
from domain.opportunity import OpportunityLost, OpportunityNotFound, OpportunityStatus
from domain.work import NumberKind, Repository, Work

Typed = Mapping[str, Any]
D = TypeVar("D", bound=Document[Any])
_GIVEN_ONCE = frozenset({"name", "currency_code", "owner_id"})


async def begin(
    work: Work,
    repository: Repository[D],
    kind: type[D],
    number_kind: NumberKind,
    *,
    typed: Typed,
    lines: Sequence[Typed],
) -> D:
    """A new document from what the caller typed. Raises what the input names wrongly."""
    await _check_opportunity(work, typed)
    await _check_customer(work, typed)
    await _check_owner(work, typed)
    await check_products(work, lines)
    currency = await work.lookups.currency(typed["currency_code"])
    rest = {name: value for name, value in typed.items() if name not in _GIVEN_ONCE}
    document = kind(  # type: ignore[call-arg]  # the four kinds begin in their initial state
        number=await work.next_number(number_kind),
        name=typed["name"],
        currency=currency,
        owner_id=typed.get("owner_id") or work.user_id,
    )
    document.take({"name": typed["name"], **rest})
    document.add_lines(lines, await work.pricing_rules())
    repository.add(document)
    return document


async def update_document(
    work: Work, kind: type[Document[Any]], id: UUID, typed: Typed, expected_version: int | None
) -> Document[Any]:
    """Change header fields; what is absent stays, null clears."""
    if "account_id" in typed or "contact_id" in typed:
        await _check_customer(work, typed)
    await _check_owner(work, typed)
    document = await work.document(kind, id)
    document.expect(expected_version)
    document.update(typed, await work.pricing_rules())
    return document


async def add_lines(
    work: Work,
    kind: type[Document[Any]],
    id: UUID,
    lines: Sequence[Typed],
    expected_version: int | None,
) -> list[Line]:
    """Append lines; all of them, or none."""
    await check_products(work, lines)
    document = await work.document(kind, id)
    document.expect(expected_version)
    return document.add_lines(lines, await work.pricing_rules())


async def update_line(
    work: Work,
    kind: type[Document[Any]],
    line_id: UUID,
    typed: Typed,
    expected_version: int | None,
) -> Document[Any]:
    """Change one line."""
    document = await work.document_of_line(kind, line_id)
    document.expect(expected_version)
    document.update_line(line_id, typed, await work.pricing_rules())
    return document


async def remove_line(
    work: Work, kind: type[Document[Any]], line_id: UUID, expected_version: int | None
) -> Document[Any]:
    """Take one line away."""
    document = await work.document_of_line(kind, line_id)
    document.expect(expected_version)
    document.remove_line(line_id, await work.pricing_rules())
    return document


async def recalculate(
    work: Work, kind: type[Document[Any]], id: UUID, expected_version: int | None
) -> Document[Any]:
    """Compute every amount again by the tenant's present settings."""
    document = await work.document(kind, id)
    document.expect(expected_version)
    document.recalculate(await work.pricing_rules())
    return document


async def lock_pricing(
    work: Work, kind: type[Lockable[Any]], id: UUID, expected_version: int | None
) -> Lockable[Any]:
    """Keep the prices whatever the catalogue does."""
    document = await work.document(kind, id)
    document.expect(expected_version)
    document.lock_pricing()
    return document


async def unlock_pricing(
    work: Work, kind: type[Lockable[Any]], id: UUID, expected_version: int | None
) -> Lockable[Any]:
    """Follow the catalogue again."""
    document = await work.document(kind, id)
    document.expect(expected_version)
    document.unlock_pricing(await work.pricing_rules())
    return document


async def check_products(work: Work, lines: Iterable[Typed]) -> None:
    """Raise PRODUCT_NOT_FOUND or PRODUCT_NOT_ACTIVE for a line's product."""
    named = {line["product_id"] for line in lines if line.get("product_id") is not None}
    if named:
        await work.lookups.products(named)


async def _check_owner(work: Work, typed: Typed) -> None:
    if typed.get("owner_id") is not None:
        await work.lookups.user(typed["owner_id"])


async def _check_customer(work: Work, typed: Typed) -> None:
    await work.lookups.customer(typed.get("account_id"), typed.get("contact_id"))


async def _check_opportunity(work: Work, typed: Typed) -> None:
    """Lock the opportunity, so that it cannot close while a document of it begins."""
    if typed.get("opportunity_id") is None:
        return
    try:
        opportunity = await work.opportunities.get(typed["opportunity_id"])
    except OpportunityNotFound as missing:
        raise missing.under("opportunityId") from None
    if opportunity.status is OpportunityStatus.LOST:
        raise OpportunityLost(path=("opportunityId",))
    if opportunity.currency_code != typed["currency_code"]:
        raise CurrencyMismatch(
            currency=typed["currency_code"],
            expected=opportunity.currency_code,
            path=("currencyCode",),
        )
