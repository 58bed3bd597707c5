"""The reader: trees of sentences of every size, alone and in company, and what grammar it must know."""

import itertools
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from onrecord.language import parse
from onrecord.language.document import Token, Tree
from onrecord.model import OnrecordError

CASES = msgspec.yaml.decode(Path(__file__).with_name("cases").joinpath("parse.yaml").read_bytes())
SENTENCES = [(kind, case) for kind, cases in CASES.items() for case in cases]
WRONG_ALLOWED = 0.1  # of the arcs: a model errs, a rule of the table does not


@pytest.fixture(scope="module")
def reader():
    return parse.Reader.open()


def tokens(text: str) -> tuple[Token, ...]:
    found, at = [], 0
    for word in text.split(" "):
        found.append(Token(word, at, at + len(word)))
        at += len(word) + 1
    return tuple(found)


def is_tree(tree: Tree) -> bool:
    """One root, which every word reaches."""
    good = {i for i, head in enumerate(tree.heads) if head < 0}
    if len(good) != 1 or [tree.relations[i] for i in good] != ["root"]:
        return False
    for start in range(len(tree.heads)):
        path, at = [], start
        while at not in good and len(path) <= len(tree.heads):
            path.append(at)
            at = tree.heads[at]
        if at not in good:
            return False
        good.update(path)
    return len(good) == len(tree.tokens) == len(tree.pos) == len(tree.relations)


def missing(tree: Tree, arcs: list[list[str]]) -> list[list[str]]:
    words = [token.text for token in tree.tokens]
    wrong = []
    for dependent, relation, head in arcs:
        at = words.index(dependent)
        above = words[tree.heads[at]] if tree.heads[at] >= 0 else ""
        if not (tree.is_a(at, *relation.split("|")) and above in head.split("|")):
            wrong.append([dependent, relation, head, f"read as {tree.relations[at]} of {above}"])
    return wrong


@pytest.mark.parametrize(("kind", "case"), SENTENCES, ids=lambda value: value if isinstance(value, str) else "")
def test_most_arcs_of_each_sentence(reader, kind, case):
    wrong = missing(reader.trees([tokens(case["text"])])[0], case["arcs"])
    assert len(wrong) <= 1, wrong


def test_nearly_all_arcs_of_the_table(reader):
    trees = reader.trees([tokens(case["text"]) for _, case in SENTENCES])
    wrong = [arc for tree, (_, case) in zip(trees, SENTENCES, strict=True) for arc in missing(tree, case["arcs"])]
    assert len(wrong) <= WRONG_ALLOWED * sum(len(case["arcs"]) for _, case in SENTENCES), wrong


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        ".",
        "!!! ??? ...",
        "قُتل ثلاثة مدنيين في قصف على المدينة",
        "三名平民在袭击中丧生",
        "Вчера в городе погибли три человека .",
        "\u200b \ufeff \u0000 \u202e x",
        "\U0001f4a5 \ud800 a\u0301\u0301\u0301",
        "a" * 5000,
        "-" * 5000,
        "攻" * 5000,
        " ".join("()[]{}<>|\\/") + " \x85 \u2028",
    ],
    ids=range(12),
)
def test_any_characters(reader, text):
    tree = reader.trees([tokens(text)])[0]
    assert is_tree(tree)
    assert tree.tokens == tokens(text)


@pytest.mark.parametrize("size", [1, 2, 120, 253, 254, 255, 256, 2000])
def test_sizes(reader, size):
    text = " ".join(["The army shelled the town and rebels fled ,"] * (size // 9 + 1))
    tree = reader.trees([tokens(text)[:size]])[0]
    assert len(tree.tokens) == size
    assert is_tree(tree)


def test_a_sentence_of_100_000_words_is_read_window_by_window(reader, monkeypatch):
    sizes = []

    def quick(group):
        sizes.extend(len(one.first) for one in group)
        assert sum(len(one.ids) for one in group) <= parse.BATCH * (parse.PIECES + 2)
        return [parse._Piece([0] * n, [-1, *range(n - 1)], [0] * n) for n in (len(one.first) for one in group)]

    monkeypatch.setattr(reader, "_run", quick)
    tree = reader.trees([tokens(" ".join(["word"] * 100_000))])[0]
    assert len(tree.heads) == 100_000
    assert max(sizes) <= parse.PIECES
    assert sum(sizes) >= 100_000


def test_no_sentences_and_no_tokens(reader):
    assert reader.trees([]) == []
    assert reader.trees([()]) == [Tree((), (), (), ())]


def test_a_sentence_reads_the_same_in_any_company(reader):
    sentences = [tokens(case["text"]) for _, case in SENTENCES]
    alone = [reader.trees([sentence])[0] for sentence in sentences]
    assert reader.trees(sentences) == alone
    assert reader.trees(sentences * 3) == alone * 3
    assert reader.trees(sentences[::-1]) == alone[::-1]
    assert parse.Reader.open().trees(sentences) == alone


def test_scores_are_the_same_to_the_bit_in_any_company(reader):
    texts = ["Rebels took the town .", "THE ARMY LEFT AT DAWN", "he fled - they did", "ten people were killed today"]
    group = [reader._cut(text.split())[0][1] for text in texts]
    assert len({len(one.ids) for one in group}) == 1
    together = reader._session.run(None, parse._feed(group * 2))
    for number, one in enumerate(group):
        for alone, all_ in zip(reader._session.run(None, parse._feed([one])), together, strict=True):
            assert (alone[0] == all_[number]).all()
            assert (alone[0] == all_[number + len(group)]).all()


def test_the_middle_of_a_long_sentence_reads_as_it_would_alone(reader):
    one = "the army shelled the town and the rebels fled to the hills ;"
    tree = reader.trees([tokens(" ".join([one] * 60))])[0]
    assert is_tree(tree)
    words = [token.text for token in tree.tokens]
    right = sum(words[tree.heads[i]] == "shelled" and tree.relations[i] == "nsubj" for i in range(1, len(words), 13))
    assert right > 50


@pytest.mark.parametrize(
    ("lengths", "ranges"),
    [
        ([1] * 254, [(0, 254)]),
        ([1] * 255, [(0, 254), (190, 255)]),
        ([16] * 16, [(0, 15), (11, 16)]),
        ([1], [(0, 1)]),
    ],
)
def test_windows(lengths, ranges):
    assert parse.windows(lengths) == ranges


def test_windows_always_advance():
    for size in range(1, 17):
        ranges = parse.windows([size] * 1000)
        assert all(a < c <= b < d for (a, b), (c, d) in itertools.pairwise(ranges))


def test_the_best_tree_has_one_root_and_no_cycle():
    import numpy as np

    likes = np.zeros((3, 4), dtype=np.float32)
    likes[0, 2] = likes[1, 1] = 5  # the first two words like each other best
    likes[2, 0] = 4
    likes[0, 3] = 2
    assert parse.spanning_tree(likes) == [3, 1, 0]
    roots = np.zeros((3, 4), dtype=np.float32)
    roots[:, 0] = [3, 5, 3]  # all would be root
    assert parse.spanning_tree(roots).count(0) == 1
    assert parse.spanning_tree(roots)[1] == 0


def test_shapes_say_nothing_where_all_is_capitals():
    assert parse.shapes(["REBELS", "FLED"]) == [parse.NO_CASE] * 2
    assert parse.shapes(["Rebels", "fled", "NATO", "iPhone", "12"]) == [
        parse.TITLE, parse.LOWER, parse.UPPER, parse.MIXED, parse.NO_CASE,
    ]  # fmt: skip


def test_only_wanted_sentences_have_trees(reader):
    text = "Rebels took the town. It rained."
    document = parse.read(text, reader, lambda sentence: sentence.start == 0)
    assert [sentence.tree is not None for sentence in document.sentences] == [True, False]
    assert document.text == text
    assert [s.tree for s in parse.read(text, None, lambda _: True).sentences] == [None, None]


def test_many_texts_are_read_as_they_are_alone(reader):
    texts = ["Rebels took the town. It rained.", "", "Troops left."]
    assert list(parse.read_many(texts, reader, lambda _: True)) == [
        parse.read(text, reader, lambda _: True) for text in texts
    ]


def test_a_missing_or_broken_model_is_told(tmp_path):
    with pytest.raises(OnrecordError, match="cannot open the reader"):
        parse.Reader.open(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "reader.onnx").write_bytes(b"no model")
    with pytest.raises(OnrecordError, match="cannot open the reader"):
        parse.Reader.open(tmp_path)


def test_the_file_is_small_and_says_what_it_is(reader):
    folder = Path(parse.__file__).parents[1] / "data" / "reader"
    assert (folder / "reader.onnx").stat().st_size <= 26_000_000
    about = reader.about
    assert {"version", "data", "licence", "scores"} <= set(about)
    assert "CC BY-SA" in about["licence"]


def test_importing_the_package_loads_no_model():
    code = "import onrecord, onrecord.language.parse, sys; print([m for m in ('onnxruntime', 'tokenizers', 'numpy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_cold_start_takes_under_two_seconds():
    code = (
        "from onrecord.language import parse; parse.read('Rebels took the town.', parse.Reader.open(), lambda _: True)"
    )
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 2
