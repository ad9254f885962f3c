"""A pytest plugin that gives requests twenty times as long: a busy machine must kill no mutant.

pytest loads it before the modules that take these deadlines from db.pool.deadlines.
"""

from db.pool import deadlines

for _name in ("REQUEST", "CONNECT", "STATEMENT", "ROLLBACK", "COMMIT", "SILENCE"):
    setattr(deadlines, _name, 20 * getattr(deadlines, _name))
