# make run: plan Weihai from its files.  make test: everything that gates.  make app: the pages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test app bench lock clean

run: $(READY)
	$(BIN)/evenreach run weihai --all; code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ]

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile

app: $(READY)
	$(BIN)/evenreach app

bench: $(READY)
	$(BIN)/python -m benchmarks.staffing
	$(BIN)/python -m benchmarks.gap

# Every package is pinned and hashed; the project itself is installed in place, without its dependencies.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "evenreach needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock:
	uv pip compile pyproject.toml packaging/build-requirements.in --extra test --extra build --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements.lock

clean:
	rm -rf $(VENV) out build dist
