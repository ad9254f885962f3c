"""The cost of a request, calculated before execution from weights declared in the schema.

`directives` declares the directives for weights, `field_costs` reads them from a schema, `outline`
counts what needs no types, `estimate` counts objects and work, `costs` combines them, `limits` has
the limits, and `excess` builds the refusals.
"""
