"""Every way the business can say no.

DomainError
├── NotFound        the record does not exist, or the caller may not see it
├── Invalid         the input makes no sense in any state
├── Refused         the input makes sense, but not in the present state
└── Conflict        somebody else changed the record first

One class per rule. Its name is the public code (QuoteNotActive -> QUOTE_NOT_ACTIVE),
so renaming a class is a breaking change of the API. The classes of one noun stand in that
noun's module; those that several share stand here.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

Path = tuple[str | int, ...]


class DomainError(Exception):
    """A rule said no. Raised by the domain, translated once, at the edge.

    `rule` is the sentence that availableActions shows; `message`, the sentence of a raised
    error, may add facts of the case in braces and is the rule itself where nothing is added.
    """

    code: ClassVar[str]
    rule: ClassVar[str]
    message: ClassVar[str] = "{rule}"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).upper()

    def __init__(self, *, path: Path = (), **facts: object) -> None:
        self.path = path
        self.facts = facts
        sentence = self.message if facts else self.rule
        super().__init__(sentence.format(rule=self.rule, **facts))

    def under(self, *steps: str | int) -> "DomainError":
        """The same error, its path seen from further out in the input."""
        self.path = (*steps, *self.path)
        return self


class NotFound(DomainError):
    """The record does not exist, or the caller may not see it: the answer is the same."""


class Invalid(DomainError):
    """The input makes no sense in any state."""


class Refused(DomainError):
    """The input makes sense, but not in the present state."""


class Conflict(DomainError):
    """Somebody else changed the record first."""


class VersionConflict(Conflict):
    """The caller's expected version is not the present one (I-65)."""

    rule = "The record has changed since you read it. Read it again, then repeat your change."
    message = "{record} is at version {version}, not {expected}. {rule}"


def check_version(label: str, present: int, expected: int | None) -> None:
    """Raise VERSION_CONFLICT where the caller expects another version than the present one."""
    if expected is not None and expected != present:
        raise VersionConflict(record=label, version=present, expected=expected)


class RecordReadOnly(Refused):
    """A header was written outside its editable states (I-10)."""

    rule = "The document cannot be edited in its current status."
    message = "{record} is {status}. {rule}"


class ParentReadOnly(Refused):
    """A line was written while its document is not editable (I-10)."""

    rule = "The document's lines cannot be edited in its current status."
    message = "{record} is {status}. {rule}"


class InvalidState(Refused):
    """The action does not lead to the status reason asked for (Dynamics 0x80044810, 4.14)."""

    rule = "The document cannot have this status reason in its current status."
    message = "{record} is {status} ({reason}). Its status reason can only be set to {possible}."


class EmptyDocument(Refused):
    """A document without lines would become binding (I-44)."""

    rule = "The document has no lines. Add at least one line first."


class ValueOutOfRange(Invalid):
    """A number is beyond what the field can hold."""

    rule = "The number is out of range."
    message = "{field} must be between {low} and {high}."


class ValueRequired(Invalid):
    """A null for a field that always has a value."""

    rule = "The value must not be null. Omit the field to keep its current value."
    message = "{field} must not be null. Omit it to keep its current value."


class TextRequired(Invalid):
    """A text that must say something is empty."""

    rule = "The text must not be empty."
    message = "{field} must not be empty. Give it at least one visible character."


class TextTooLong(Invalid):
    """A text is longer than its field."""

    rule = "The text is too long. Shorten it."
    message = "{field} can have at most {limit} characters."


class TextInvalid(Invalid):
    """A text has a character that no field can keep."""

    rule = "A text must not contain the character U+0000."
    message = "{field} contains the character U+0000, which cannot be stored. Remove it."


class TextNotOneLine(Invalid):
    """A name with a line break, a control character, or text encoded for a mail header."""

    rule = "The text must be one line of plain text."
    message = "{field} {fault}. {rule}"


def kinds(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every rule there is: the leaves of the tree, which are the public codes."""
    for child in root.__subclasses__():
        if hasattr(child, "rule"):
            yield child
        yield from kinds(child)
