"""The read planner's SQL side: from what was picked to one statement that answers in JSON."""
