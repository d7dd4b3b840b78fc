# Two commands do all the set-up, with nothing but Python 3.11 (with venv) and make:
#   make demo   checks the example form, then sets up a fictional county and serves it until Ctrl-C (make demo DEMO=--load-only: sets up and ends)
#   make test   runs every test
#   make docs   writes the manual, a folder of web pages that needs no network
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
PIP = $(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt
OUT ?= out
DEMO ?=
EXTRAS ?= dev,web,postgres
PORT ?= 8000

.PHONY: demo docs test lint clean

$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '需要 Python 3.11 或更新的版本（make PYTHON=/路径/python3.11）'; exit 2; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	@$(VENV)/bin/python -m compileall -q src  # an editable install is not compiled, and where Python writes no bytecode every start would pay
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP) -e '.[$(EXTRAS)]'
	@touch $@

$(VENV)/.web: $(VENV)/.base
	$(PIP) -e '.[web]'
	@touch $@

demo: $(VENV)/.web
	@mkdir -p $(OUT)
	@$(VENV)/bin/ziping check examples/department-2020.docx --html $(OUT)/report.html --force || test $$? -eq 1
	@$(VENV)/bin/ziping convert examples/department-2020.docx $(OUT)/official.pdf --force
	@echo
	@echo '官方版式的 PDF：$(OUT)/official.pdf    网页报告：$(OUT)/report.html'
	@echo '换成自己的表：$(VENV)/bin/ziping check 自评表.docx'
	@echo
	@$(VENV)/bin/ziping demo --home $(OUT)/demo --port $(PORT) $(DEMO)

docs: $(VENV)/.base
	$(VENV)/bin/python docs/build.py $(OUT)/manual

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check src tests benchmarks
	$(VENV)/bin/ruff format --check src tests benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: lint
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

clean:
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
