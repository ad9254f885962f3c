"""Checks for options that several commands share."""

import re

from cli.failures import InvalidCommand
from domain.core.text import is_blank, line_fault
from domain.sales.mailing import is_valid_address

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_NAME_LENGTH = 200


def check_slug(option: str, slug: str) -> None:
    """Raise Refused unless the slug is valid for a tenant."""
    if not _SLUG.fullmatch(slug):
        raise InvalidCommand(
            f"{option} must have 1 to 63 lower-case letters, digits and hyphens, such as acme or"
            " acme-europe, and begin and end with a letter or a digit."
        )


def check_name(option: str, name: str) -> None:
    """Raise Refused unless the name is valid for a company or a person."""
    if is_blank(name):
        raise InvalidCommand(f"{option} must not be empty.")
    if len(name) > _MAX_NAME_LENGTH:
        raise InvalidCommand(
            f"{option} has {len(name)} characters; at most {_MAX_NAME_LENGTH} are allowed."
        )
    if fault := line_fault(name):
        raise InvalidCommand(f"{option} must be one line of plain text; it {fault}.")


def check_email(option: str, address: str) -> None:
    """Raise Refused unless the email address is valid."""
    if not is_valid_address(address):
        raise InvalidCommand(f"{option} must be an email address such as ada@example.com.")
