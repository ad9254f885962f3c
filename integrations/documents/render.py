"""From the words on paper to a PDF: typst, with our template and our fonts."""

import functools
import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

log = logging.getLogger("salesgraph")

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "document.typ"


@functools.cache
def _fonts() -> typst.Fonts:
    """Ours first; those of the system may only help out with characters that ours lack."""
    return typst.Fonts(font_paths=[_HERE / "fonts"])


def rendered(printed: dict[str, Any], made_at: datetime, **options: Any) -> bytes:
    """The PDF; takes up to a second of a processor. A logo that cannot be decoded is left out.

    The same words and time make the same bytes on the same fonts.
    """
    try:
        return _compiled(printed, made_at, **options)
    except typst.TypstError:
        if printed["logo"] is None:
            raise
        log.warning("a logo cannot be printed, the document is made without it", exc_info=True)
        return _compiled({**printed, "logo": None}, made_at, **options)


def _compiled(printed: dict[str, Any], made_at: datetime, **options: Any) -> bytes:
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(printed)},
        timestamp=made_at,
        **options,
    )
    return made
