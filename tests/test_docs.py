"""The documents say what is there: commands, options, fields, files."""

import re
from typing import Literal, get_args, get_origin

import msgspec
import pytest
from conftest import ROOT

from onrecord import model
from onrecord.cli.shared import app

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")])
COMMAND = re.compile(r"\bonrecord ((?:[a-z]+ ?){1,2})((?:[^|\n`]*?)(?=[|\n`]|  #|$))")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_options_exist(document):
    for words, rest in COMMAND.findall(document.read_text(encoding="utf-8")):
        names = words.split()
        if names[0] not in app:
            continue  # prose about Onrecord
        command = app[names[0]]
        if len(names) > 1 and names[1] in command:
            command = command[names[1]]
        known = {name for argument in command.assemble_argument_collection() for name in argument.names}
        assert set(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest)) <= known, (document.name, words, rest)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), (document.name, target)


def test_every_field_of_a_record_is_told():
    text = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    records = (model.Coded, model.Report, model.Claim, model.Toll, model.Place, model.When, model.Actor, model.Source)
    names = {field.encode_name for record in records for field in msgspec.structs.fields(record)}
    assert {name for name in names - {"victims"} if f"`{name}`" not in text} == set()


def test_every_word_of_the_closed_vocabularies_is_told():
    text = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    lists = [getattr(model, name) for name in dir(model)]
    words = {word for one in lists if get_origin(one) is Literal for word in get_args(one)}
    told = {*re.findall(r"`(\w+)`", text)}
    steps = set(get_args(model.Step))
    assert words - steps - told == set()


def test_no_document_names_a_path_of_one_machine():
    for document in DOCUMENTS:
        assert not re.search(r"/(?:home|work|root|tmp|Users)/", document.read_text(encoding="utf-8")), document.name
