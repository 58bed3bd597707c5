"""Reports, claims, events and decisions kept: one contract, an SQLite file or a PostgreSQL server."""
