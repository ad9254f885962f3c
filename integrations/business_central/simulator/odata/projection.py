"""A row as JSON: selected fields, the etag, and expanded navigation properties."""

from dataclasses import dataclass
from typing import Any

from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction, etag_of
from integrations.business_central.simulator.core.values import NO_GUID
from integrations.business_central.simulator.model.entity import Entity, Navigation
from integrations.business_central.simulator.model.registry import ENTITIES
from integrations.business_central.simulator.odata.options import Options
from integrations.business_central.simulator.odata.pages import LARGEST_PAGE, by_key, page_of


@dataclass(frozen=True)
class Projection:
    """Shows rows within a transaction."""

    tx: Transaction
    encode_enums: bool

    def show(self, entity: Entity, row: Row, options: Options) -> dict[str, Any]:
        """Return the row as the API shows it."""
        shown: dict[str, Any] = {"@odata.etag": etag_of(row)}
        for name, field in entity.fields.items():
            if options.select is None or name in options.select:
                value = field.value_in(self.tx, row)
                shown[name] = field.kind.show(value, encode_enums=self.encode_enums)
        for name, (navigation, inner) in options.expand.items():
            shown[name] = self._related(row, navigation, inner)
        return shown

    def _related(self, row: Row, navigation: Navigation, options: Options) -> Any:
        related = related_rows(self.tx, row, navigation)
        if not navigation.target:
            return [] if navigation.many else None
        target = ENTITIES[navigation.target]
        if navigation.many:
            page = page_of(self.tx, by_key(related), options, LARGEST_PAGE)
            return [self.show(target, each, options) for each in page.rows]
        return self.show(target, related[0], options) if related else None


def related_rows(tx: Transaction, row: Row, navigation: Navigation) -> list[Row]:
    """Return the rows that a navigation property of the row leads to."""
    if not navigation.target:
        return []
    if navigation.many:
        return list(row.get("lines", ()))
    record_id = row.get(navigation.by) or NO_GUID
    found = tx.get(navigation.target, record_id)
    return [found] if found else []
