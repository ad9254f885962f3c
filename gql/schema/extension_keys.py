"""The keys under which our data is stored in the `extensions` of fields and types."""

DEFINITION = "strawberry-definition"
SOURCE, TABLE, OPTION = "source", "table", "option"
