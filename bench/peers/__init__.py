"""The servers that are measured against each other, each a process of its own on a port."""
