"""YAML that knowledge is kept in: the files shipped in the package, and a user's own of the same form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from onrecord.model import OnrecordError

T = TypeVar("T")


def safe_yaml(text: str) -> Any:
    """YAML as plain values, with the fast C loader where it is built in.

    Raises ``yaml.YAMLError`` where the text is no YAML.
    """
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader either way


def text(*path: str) -> str:
    """The text of one file below ``data``."""
    return resources.files("onrecord").joinpath("data", *path).read_text(encoding="utf-8")


def texts(folder: str) -> Mapping[str, str]:
    """The text of each YAML file of a folder of ``data``, by file name, in the order of the names."""
    files = sorted(resources.files("onrecord").joinpath("data", folder).iterdir(), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".yaml")}


def own(path: Path, parse: Callable[[str], T], what: str) -> T:
    """A user's file, parsed.

    Raises ``OnrecordError`` saying that it is no ``what`` when it cannot be read or has not the form that ``parse`` wants.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise OnrecordError(f"{path}: not a {what}: {error}") from error
