"""What a request may cost: counted before anything runs, from prices that the schema declares.

`directives` says what a price is, `prices` finds those of a schema, `outline` counts what needs no
types, `estimate` counts objects and work, `costs` puts it together, `limits` says how much is
allowed, `excess` refuses what is more.
"""
