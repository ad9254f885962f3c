"""The cost of a request, calculated before execution from weights declared in the schema.

`gql.schema.cost_directives` declares the weights, and `field_costs` reads them from a schema.
`static_limits` counts what needs no types, `input_size` the input, `statement_size` the parts of
the statement, and `estimate` objects and work; `costs` combines them, and `limit_errors` builds the
refusals. The limits are settings (`gql.settings.cost_limits`).
"""
