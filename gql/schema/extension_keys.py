"""Keys of our data in the `extensions` of fields and types."""

DEFINITION = "strawberry-definition"
SOURCE, TABLE = "source", "table"
