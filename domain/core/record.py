"""The base class of records that are not documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from domain.core.errors import NotFound, check_version
from domain.core.ids import new_id
from domain.core.money import check_numbers
from domain.core.text import check_texts, text_fields_of

Values = Mapping[str, Any]  # fields of a record from the input, by name


@dataclass(eq=False, kw_only=True, slots=True)
class Record:
    """A record with an ID, a version, and fields that declare the values they accept."""

    noun: ClassVar[str]
    not_found: ClassVar[type[NotFound]]  # raised for an unknown id

    id: UUID = field(default_factory=new_id)
    version: int = 0

    @property
    def label(self) -> str:
        """The name of the record in error messages: its type in the schema."""
        return self.noun

    def expect(self, version: int | None) -> None:
        """Raise VERSION_CONFLICT if the caller expects another version (I-65)."""
        check_version(self.label, self.version, version)

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Check values from the input against the declarations of their fields, and write them.

        Raises TEXT_REQUIRED, TEXT_TOO_LONG, TEXT_INVALID, TEXT_NOT_ONE_LINE, VALUE_OUT_OF_RANGE,
        TOO_MANY_DECIMALS.
        """
        kind: Any = type(self)
        needed = {n: getattr(self, n) for n, text in text_fields_of(kind).items() if text.required}
        texts = check_texts(kind, needed | dict(changes))
        for name, value in check_numbers(kind, texts).items():
            setattr(self, name, value)
        self.check()

    def check(self) -> None:
        """Raise an error if the record as a whole is invalid."""
