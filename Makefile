# Everything anyone needs to know: `make run` uses quizsite, the rest is for those who change it.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres check bench screenshots messages lock clean

PYTHONS := $(PYTHON) python3 python3.11 python3.12 python3.13 python3.14
VENV := .venv
BIN := $(VENV)/bin
# How many tests run side by side; many of them wait for a process or a browser.
WORKERS := $(or $(WORKERS),auto)
SQLITE_WORKERS := $(or $(SQLITE_WORKERS),$(WORKERS))
# A worker that crashed is not replaced: with groups, pytest-xdist 3.8 would wait for it for ever.
PYTEST := $(BIN)/pytest --dist loadgroup --no-loadscope-reorder --max-worker-restart 0 --numprocesses

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# HOST counts only when given to make itself: some shells set a variable of that name.
run: $(VENV)/installed-base ## start the site; PORT=8000 and HOST=127.0.0.1 can be changed
	@exec $(BIN)/python manage.py up $(if $(PORT),--port $(PORT)) \
	  $(if $(findstring command,$(origin HOST)),--host $(HOST))

test: test-sqlite test-postgres ## run the tests on SQLite and, where it is installed, on PostgreSQL

test-sqlite: $(VENV)/installed-dev
	@echo "Testing on SQLite"
	@env -u DATABASE_URL $(PYTEST) $(SQLITE_WORKERS)

# Only what a database has a part in; with `make -j2` side by side with the other. The folders left
# out have no such test, and reading theirs would load PyTorch.
NO_DATABASE := $(wildcard $(addprefix sandbox/tests/,attacks exercises judge_*))
test-postgres: $(VENV)/installed-dev
	@$(BIN)/python -m quizsite.testing.postgres -- $(PYTEST) $(WORKERS) \
	  -m "not (processes or looks or no_database)" $(addprefix --ignore=,$(NO_DATABASE))

check: $(VENV)/installed-dev ## lint, types, templates, layers, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@git ls-files -z '*.html' ':!templates/jinja2' | xargs -0r $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@QUIZSITE_URL=https://quiz.example $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/installed-bench ## measure, and write docs/benchmarks.md
	@$(BIN)/python -m quizsite.bench

screenshots: $(VENV)/installed-dev ## take the pictures for docs/
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
	QUIZSITE_DATA=$$data $(BIN)/python manage.py take_screenshots

messages: $(VENV)/installed-dev ## collect and compile the words to translate (needs gettext)
	@$(BIN)/python manage.py makemessages --locale zh_Hans --no-location --no-obsolete
	@$(BIN)/python manage.py compilemessages --locale zh_Hans

# The judge's torch is the CPU build: what only its CUDA build needs is not pinned.
CUDA_ONLY := $(addprefix --no-emit-package ,triton cuda-bindings cuda-pathfinder cuda-toolkit \
  nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 \
  nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 \
  nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx)

lock: $(BIN)/python ## pin in requirements/ the newest versions that pyproject.toml admits
	@$(BIN)/python -m pip install --quiet uv
	@lock() { out=requirements/$$1.txt; shift; echo "Writing $$out"; \
	  $(BIN)/uv pip compile pyproject.toml --output-file $$out --quiet --upgrade --universal \
	    --fork-strategy fewest --python-version 3.11 --no-annotate $(CUDA_ONLY) \
	    --custom-compile-command "make lock" "$$@"; }; \
	lock base; \
	lock postgres --extra postgres --constraint requirements/base.txt; \
	lock dev --extra dev --constraint requirements/base.txt; \
	lock bench --extra bench --constraint requirements/dev.txt

clean: ## remove what make has installed and cached, but not the data folder
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $(PYTHONS) none; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && break; done; \
	if [ $$python = none ]; then \
	  echo "quizsite needs Python 3.11 or newer. On Debian: apt install python3 python3-venv" >&2; \
	  exit 1; fi; \
	$$python -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo "$$python lacks its venv module. On Debian: apt install python3-venv" >&2; exit 1; }; \
	echo "Creating $(VENV) with $$($$python --version)"; \
	$$python -m venv --clear $(VENV)

# Shows one line that counts the packages; pip's own words only when it fails.
$(VENV)/installed-%: requirements/%.txt | $(BIN)/python
	@echo "Installing the packages of $<"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --requirement $< 2>&1 \
	  | tee $(VENV)/pip.log | awk -v total=$$(grep -c '^[a-z]' $<) -v live=$$([ -t 1 ] && echo 1) \
	    '/^(Collecting|Requirement already)/ { n++; if (live) printf "\r%d of %d", n, total; fflush() } \
	     END { if (live) printf "\r" }' \
	  || { cat $(VENV)/pip.log >&2; exit 1; }
	@touch $@
