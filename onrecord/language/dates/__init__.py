"""Dates in a text: found by a grammar over classes of words, and resolved to intervals of days.

Every word gets one class (``dates.yaml``), written as one character; the grammar is one regular expression over these
characters, so that a whole text is read in one pass. A mention keeps its meaning unresolved (`intervals`): what it
counts from is the day of publication, an event of the text, or nothing.
"""

from onrecord.language.dates.finding import find
from onrecord.language.dates.intervals import Interval
from onrecord.language.dates.mention import TimeMention
from onrecord.language.dates.resolving import Dated, read, resolve
from onrecord.language.dates.timex3 import timex

__all__ = ["Dated", "Interval", "TimeMention", "find", "read", "resolve", "timex"]
