"""What master records share: an id, a version, typed fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.errors import VersionConflict
from domain.identity import new_id
from domain.terms import Address
from domain.text import camel, optional_text


@dataclass(eq=False, kw_only=True, slots=True)
class Record:
    """A master record: an id, a version, and typed fields."""

    id: UUID = field(default_factory=new_id)
    version: int = 0

    def expect(self, version: int | None) -> None:
        """Raise VERSION_CONFLICT unless this is the version the caller has seen (I-65)."""
        if version is not None and version != self.version:
            record = type(self).__name__
            raise VersionConflict(record=record, version=self.version, expected=version)

    def take(self, changes: Mapping[str, Any]) -> None:
        """Write typed values, texts checked. Raises TEXT_REQUIRED, TEXT_TOO_LONG."""
        for name, value in changes.items():
            if isinstance(value, str):
                optional_text(value, camel(name), 2000)
            elif isinstance(value, Address):
                value.check((camel(name),))
            setattr(self, name, value)
        self.check()

    def check(self) -> None:
        """Refuse a record that lacks what it needs."""
