"""What has passed protection: the only thing that exports take."""

from __future__ import annotations

from typing import Literal

import msgspec

from onrecord.model import Dossier

Profile = Literal["public", "restricted"]
"""``public`` went through every rule of protection; ``restricted`` holds everything, with a warning."""

ALONE = "approved and cleared by one person"
"""What every row of a single-person installation carries."""


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """This event may leave the store under this profile, in this form. Made by `onrecord.protect.release` and by nothing else.

    ``dossier`` has keyed ids and, under ``public``, neither texts of reports nor anything that names a private person: empty
    strings and nulls stand where words were withheld, spans lead nowhere (0, 0), and a claim whose report must not be known
    belongs to a report of its own without publisher, title, address and day. ``remarks`` are short sentences that every row
    made from it has to carry.
    """

    dossier: Dossier
    profile: Profile
    remarks: tuple[str, ...] = ()
