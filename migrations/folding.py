"""Letters that search takes for one another: capitals and accents of Latin, Greek, Cyrillic."""

import unicodedata

LIGATURES = {
    "\u00df": "ss",
    "\u1e9e": "ss",
    "\u00e6": "ae",
    "\u00c6": "ae",
    "\u0153": "oe",
    "\u0152": "oe",
    "\u00fe": "th",
    "\u00de": "th",
}
_STROKES = {
    "\u00f8": "o",
    "\u00d8": "o",
    "\u0111": "d",
    "\u0110": "d",
    "\u0142": "l",
    "\u0141": "l",
    "\u00f0": "d",
    "\u00d0": "d",
    "\u0127": "h",
    "\u0126": "h",
    "\u0131": "i",
}
_BLOCKS = (range(0x41, 0x5B), range(0xC0, 0x530), range(0x1E00, 0x2000))


def plain_letters() -> dict[str, str]:
    """Each letter that is written in another way, and its plain small form."""
    found = {}
    for block in _BLOCKS:
        for letter in map(chr, block):
            plain = _STROKES.get(letter) or _bare(_bare(letter).casefold())
            if len(plain) == 1 and plain.isalpha() and plain != letter and letter.isalpha():
                found[letter] = plain
    return found


def _bare(text: str) -> str:
    """A text without accents."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
