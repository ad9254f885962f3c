"""The base classes of domain errors, and the errors that several kinds of records share.

DomainError
├── SeveralErrors   several of those below
├── NotFound        the record does not exist, or the caller may not see it
├── Invalid         the input is invalid in every state of the record
├── Refused         the input is valid, but not in the current state of the record
└── Conflict        the record conflicts with another change or record

One class per rule. Its name is the public code (QuoteNotActive -> QUOTE_NOT_ACTIVE),
so renaming a class is a breaking change of the API. Errors of one kind of record are defined in
its module; shared ones are defined here.
"""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

Path = tuple[str | int, ...]


class DomainError(Exception):
    """A rule was violated. The domain raises it; the API translates it once, at its edge.

    `rule` is the sentence that availableActions shows. `message` is the sentence of a raised error;
    it may add facts in braces and defaults to the rule.
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

    @property
    def errors(self) -> "tuple[DomainError, ...]":
        """The rules that were violated: usually only this one."""
        return (self,)

    def prefix_path(self, *steps: str | int) -> "DomainError":
        """Return the same error with these steps put before its path."""
        self.path = (*steps, *self.path)
        return self


class SeveralErrors(DomainError):
    """Several rules were violated, which are reported together so that all can be corrected."""

    def __init__(self, errors: Sequence[DomainError]) -> None:
        Exception.__init__(self, " ".join(str(error) for error in errors))
        self._errors = tuple(errors)
        self.path = ()

    @property
    def errors(self) -> tuple[DomainError, ...]:
        """The rules that were violated."""
        return self._errors


class NotFound(DomainError):
    """The record does not exist, or the caller may not see it; both get the same error."""


class Invalid(DomainError):
    """The input is invalid in every state of the record."""


class Refused(DomainError):
    """The input is valid, but not in the current state of the record."""


class Conflict(DomainError):
    """The record conflicts with another change or record."""


class VersionConflict(Conflict):
    """The caller's expected version is not the current one (I-65)."""

    rule = "The record has changed since you read it. Read it again, then repeat your change."
    message = "{record} is at version {version}, not {expected}. {rule}"


def check_version(label: str, present: int, expected: int | None) -> None:
    """Raise VERSION_CONFLICT if the caller expects another version than the current one."""
    if expected is not None and expected != present:
        raise VersionConflict(record=label, version=present, expected=expected)


class RecordReadOnly(Refused):
    """The header was changed in a state in which it is read-only (I-10)."""

    rule = "The document cannot be edited in its current status."
    message = "{record} is `{status}`. {rule}"


class ParentReadOnly(Refused):
    """A line was changed while its document is read-only (I-10)."""

    rule = "The document's lines cannot be edited in its current status."
    message = "{record} is `{status}`. {rule}"


class InvalidState(Refused):
    """The action cannot set the requested status reason (Dynamics 0x80044810, 4.14)."""

    rule = "The document cannot have this status reason in its current status."
    message = "{record} is `{status}` (`{reason}`). Its status reason can only become {possible}."


class EmptyDocument(Refused):
    """A document needs lines to become binding (I-44)."""

    rule = "The document has no lines. Add at least one line first."


class ValueOutOfRange(Invalid):
    """A number is outside the range of its field."""

    rule = "A number is outside the range of its field."
    message = "`{field}` must be between {low} and {high}."


class ValueRequired(Invalid):
    """Null was given for a field that always has a value."""

    rule = "The value must not be null. Omit the field to keep its current value."
    message = "`{field}` must not be null. Omit it to keep its current value."


class TextRequired(Invalid):
    """A required text is empty."""

    rule = "A required text is empty. Give it at least one visible character."
    message = "`{field}` must not be empty. Give it at least one visible character."


class TextTooLong(Invalid):
    """A text is longer than its field allows."""

    rule = "A text is longer than its field allows. Shorten it."
    message = "`{field}` can have at most {limit} characters."


class TextInvalid(Invalid):
    """A text contains a character that cannot be stored."""

    rule = "A text must not contain the character U+0000."
    message = "`{field}` contains the character U+0000, which cannot be stored. Remove it."


class TextNotOneLine(Invalid):
    """A name contains a line break, a control character, or text encoded for a mail header."""

    rule = "The text must be one line of plain text."
    message = "`{field}` {fault}. {rule}"


def error_classes(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Yield every concrete error class; their names are the public codes."""
    for child in root.__subclasses__():
        if hasattr(child, "rule"):
            yield child
        yield from error_classes(child)
