"""The names under which fields and types of the schema carry what we know of them."""

DEFINITION = "strawberry-definition"
SOURCE, TABLE = "source", "table"
