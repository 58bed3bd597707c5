"""Onrecord reads news reports of armed conflict and puts what they say on the record, with who said so."""
