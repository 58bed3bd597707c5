"""ARCHITECTURE.md says what the modules say, and every step says something."""

from architecture import FILE, SHARED, STEPS, first_line, written


def test_the_table_of_steps_is_fresh():
    text = FILE.read_text(encoding="utf-8")
    assert text == written(text), "run `make docs`"


def test_every_step_has_a_first_line():
    assert all(first_line(name) for name in (*STEPS, *SHARED))
