"""The control door: what people do inside Business Central, and what goes wrong around it."""
