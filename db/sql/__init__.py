"""SQL as text: expressions that know their type, and the selects that they make up.

The read planner builds a new statement for each new query. Building and compiling SQLAlchemy's
expression trees took most of that time, so the planner builds text directly: an expression is its
SQL and its type (decision 43). Writes send few different statements, and keep SQLAlchemy.

Values from clients are never part of the text; `db.planner.plan` hands out a parameter for each.
"""
