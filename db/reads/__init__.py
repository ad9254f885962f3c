"""The read planner: turns a selection of fields into one SQL statement that returns JSON."""
