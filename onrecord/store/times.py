"""Moments as the store writes them: ISO 8601 in UTC with microseconds, so that text order is time order."""

from __future__ import annotations

import datetime

from onrecord.model import OnrecordError

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
STEP = datetime.timedelta(microseconds=1)


def written(moment: datetime.datetime) -> str:
    """A moment as text."""
    return moment.astimezone(datetime.UTC).strftime(FORM)


def after(last: str | None) -> str:
    """Now, or just after ``last`` where a clock was set back: moments of a store never run backwards."""
    now = written(datetime.datetime.now(datetime.UTC))
    if last is None or now > last:
        return now
    return written(read(last) + STEP)


def read(moment: str) -> datetime.datetime:
    """A moment of the store from its text."""
    return datetime.datetime.strptime(moment, FORM).replace(tzinfo=datetime.UTC)


def instant(said: str, *, end: bool) -> str:
    """An ISO date or instant as the user gave it. A date is its last moment with ``end``, its first without; in UTC.

    Raises OnrecordError where it is neither.
    """
    try:
        if len(said) == len("2016-01-17"):
            day = datetime.date.fromisoformat(said)
            return f"{day.isoformat()}T{'23:59:59.999999' if end else '00:00:00.000000'}Z"
        moment = datetime.datetime.fromisoformat(said)
    except ValueError:
        raise OnrecordError(
            f"{said!r} is no date such as 2016-01-17 and no moment such as 2016-01-17T12:00Z."
        ) from None
    return written(moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC))


def day(said: str) -> str:
    """An ISO date as the user gave it. Raises OnrecordError where it is none."""
    try:
        return datetime.date.fromisoformat(said).isoformat()
    except ValueError:
        raise OnrecordError(f"{said!r} is no date such as 2016-01-17.") from None
