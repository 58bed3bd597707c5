"""Dossiers as flat rows for data science: events, claims, tolls, sources and control, each column with its meaning."""
