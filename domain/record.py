"""What master records share: an id, a version, typed fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from domain.errors import check_version
from domain.identity import new_id
from domain.terms import Address
from domain.text import camel, optional_text


@dataclass(eq=False, kw_only=True, slots=True)
class Record:
    """A master record: an id, a version, and typed fields."""

    noun: ClassVar[str]

    id: UUID = field(default_factory=new_id)
    version: int = 0

    @property
    def label(self) -> str:
        """How errors name the record: by its type in the schema."""
        return self.noun

    def expect(self, version: int | None) -> None:
        """Raise VERSION_CONFLICT unless this is the version the caller has seen (I-65)."""
        check_version(self.label, self.version, version)

    def take(self, changes: Mapping[str, Any]) -> None:
        """Write typed values, texts checked. Raises TEXT_REQUIRED, TEXT_TOO_LONG."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.check()  # first, for it knows the limits that are narrower
        for name, value in changes.items():
            if isinstance(value, str):
                optional_text(value, camel(name), 2000)
            elif isinstance(value, Address):
                value.check((camel(name),))

    def check(self) -> None:
        """Refuse a record that lacks what it needs."""
