"""The servers that are compared, each in a separate process on its own port."""
