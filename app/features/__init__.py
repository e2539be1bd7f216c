"""One vertical slice each: tables, queries, rules. A feature never imports another."""
