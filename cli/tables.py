"""Plain tables for people to read in a terminal."""

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], *, indent: int = 0) -> str:
    """The rows one below the other, their cells aligned to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(" " * indent + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
