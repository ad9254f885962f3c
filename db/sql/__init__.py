"""SQL as text: expressions that know their type, and the selects that they make up.

The read planner writes a new statement for each new question. SQLAlchemy's expression trees cost
more than everything else in that, so the planner builds text at once: an expression is its SQL and
its type. Writes, which send few different statements, keep SQLAlchemy.

Values of a client's are never part of the text; `db.reads.draft` hands out a parameter for each.
"""
