"""The part of FollowTheMoney's vocabulary (4.11) that is written: properties by schema, each with its type."""

from __future__ import annotations

DATASET = "onrecord"
COLUMNS = (
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
)
"""Columns of a table of statements, in the order of the ``followthemoney`` package."""

THING = {
    "name": "name",
    "country": "country",
    "summary": "text",
    "notes": "text",
    "sourceUrl": "url",
    "publisher": "string",
    "keywords": "string",
    "topics": "topic",
    "addressEntity": "entity",
    "proof": "entity",
    "modifiedAt": "date",
}
TYPES: dict[str, dict[str, str]] = {
    "Event": {
        **THING,
        "startDate": "date",
        "endDate": "date",
        "recordId": "string",
        "location": "address",
        "involved": "entity",
    },
    "Organization": THING,
    "Address": {
        **THING,
        "full": "address",
        "city": "string",
        "region": "string",
        "latitude": "number",
        "longitude": "number",
    },
    "Article": {**THING, "fileName": "string", "title": "string", "publishedAt": "date", "language": "language"},
}
BODIES = frozenset({"state_forces", "rebel_group", "political_militia", "identity_militia", "external_forces"})
"""Kinds of actor that are organisations; civilians, protesters, rioters and mere sides of a war are none."""
MILITARY = frozenset({"state_forces", "external_forces"})
FOOTED = frozenset({"stated", "admitted", "claimed_by_self"})
"""On what footing an organisation is shown as involved; on any other it is an accusation, and stands in words."""
