"""Reports: measures by dimensions over facts, compiled into one query."""
