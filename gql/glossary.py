"""What arguments and input fields mean. A word means the same wherever it stands."""

GLOSSARY: dict[str, str] = {}
