# Plumbline: everything a person types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8080
VAR ?= var
DAY ?= 2026-10-30
FIRST_DAY ?= 2026-05-01
DROP ?=
WAREHOUSE ?=
MAIL ?=
PYTEST ?=
SPARK_PORT ?= 15002
SIZE ?= full
ONLY ?=
export PORT VAR DAY FIRST_DAY ARGS SPARK_PORT
export PYTHONPATH := $(CURDIR)/plugins

# Absolute, so that every process of Airflow means the same folder whatever its working directory.
export PLUMBLINE_VAR := $(abspath $(VAR))
ifneq ($(DROP),)
export PLUMBLINE_DROP := $(DROP)
endif
ifneq ($(WAREHOUSE),)
export PLUMBLINE_WAREHOUSE := $(WAREHOUSE)
endif
ifneq ($(MAIL),)
export PLUMBLINE_MAIL := $(MAIL)
endif

PY := .venv/bin/python -W "ignore:XDG_RUNTIME_DIR is not set"
# Each folder of tests runs in one process, so that what its tests share is set up once.
TWO_AT_A_TIME := --numprocesses 2 --dist loadscope --no-loadscope-reorder
UV := $(firstword $(wildcard .tools/bin/uv) uv)
RUN_READY := .venv/.ready-run
DEV_READY := .venv/.ready-dev
SPARK_READY := .venv/.ready-spark

.PHONY: help run try up down spark-up spark-down backfill build airflow real check test lint format bench soak fuzz docs texts samples lock clean

help: ## list the targets and the variables
	@echo "make <target> [VARIABLE=value …]"; echo
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo; echo "Variables (value now)"
	@printf '  %-10s %s\n' \
	  "PORT"      "Airflow's web page ($(PORT))" \
	  "VAR"       "everything that is written at run time ($(VAR))" \
	  "DAY"       "the business day of the example ($(DAY)); its history begins on FIRST_DAY ($(FIRST_DAY))" \
	  "DROP"      "folder or address of the exports ($(or $(DROP),$(VAR)/drop))" \
	  "WAREHOUSE" "SQLAlchemy URL, Airflow connection id or sc://host:port of a Spark cluster ($(or $(WAREHOUSE),DuckDB in $(VAR)/warehouse.duckdb))" \
	  "SPARK_PORT" "where make spark-up serves its cluster ($(SPARK_PORT))" \
	  "MAIL"      "maildir:<folder> or smtp:<Airflow connection id> ($(or $(MAIL),maildir:$(VAR)/mail))" \
	  "ARGS"      "make airflow: the command" \
	  "KILLS"     "make soak: kills of a day at work; AIRFLOW=1 through Airflow's tasks" \
	  "SEQUENCES" "make soak: random sequences, incremental builds against full ones" \
	  "DAYS"      "make soak: days loaded and built one by one, against full builds" \
	  "ENGINE"    "make soak: duckdb or postgresql (duckdb)" \
	  "CASES"     "make fuzz: how many files (10000); SEED another draw" \
	  "FULL"      "make build: 1 for every model anew" \
	  "DATA"      "make real: folder of real exports" \
	  "PYTEST"    "make test: further arguments of pytest" \
	  "SIZE"      "make bench: small or full ($(SIZE))" \
	  "ONLY"      "make bench: topics, such as builds,loading"

run: $(RUN_READY) ## one business day from exports to mail, through Airflow; the first time with its history
	@$(PY) -m scripts run

up: $(RUN_READY) ## Airflow as a service with its web page, the example loaded; prints address and password
	@$(PY) -m scripts up

down: ## stop that service
	@if [ -x .venv/bin/python ]; then $(PY) -m scripts down; else echo "Nothing is running: there is no .venv yet."; fi

spark-up: $(SPARK_READY) ## a Spark cluster on this machine: a master, two workers, a server; prints its address
	@$(PY) -m scripts.spark up

spark-down: ## stop that cluster
	@if [ -x .venv/bin/python ]; then $(PY) -m scripts.spark down; fi

backfill: $(RUN_READY) ## days once more, one by one, in the Airflow that is up: make backfill FROM=<day> TO=<day>
	@FROM="$(FROM)" TO="$(TO)" $(PY) -m scripts backfill

build: $(RUN_READY) ## core and marts up to date with what was loaded; FULL=1 makes every model anew
	@$(PY) -m plumbline.commands.build "$(DAY)" $(if $(FULL),--full)

airflow: $(RUN_READY) ## any command of Airflow's own: make airflow ARGS="dags list"
	@$(PY) -m scripts airflow

real: $(RUN_READY) ## the same over rows of real businesses: make real DATA=<folder>
	@$(PY) -m scripts real "$(DATA)"

try: $(RUN_READY) ## what a file is and what would become of it: make try FILE=<path> [SOURCE=<name>]
	@$(PY) -m plumbline.commands.preview "$(SOURCE)" "$(FILE)"

check: $(DEV_READY) lint ## lint, types and the fast tests: about a minute
	@$(PY) -m pytest $(TWO_AT_A_TIME) -m "not slow" $(PYTEST)

test: $(DEV_READY) lint ## lint, types and all tests
	@$(PY) -m pytest $(TWO_AT_A_TIME) $(PYTEST)

lint: $(DEV_READY) ## ruff and mypy
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

format: $(DEV_READY) ## let ruff put the code in order
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

bench: $(RUN_READY) ## every figure beside a peer's: bench/results.json, docs/performance.md; SIZE=small in five minutes
	@$(PY) -m tests.bench --size $(SIZE) --folder "$(abspath $(VAR))/bench" $(if $(ONLY),--only $(ONLY))

soak: $(DEV_READY) ## the long forms: make soak KILLS=100 [AIRFLOW=1], SEQUENCES=20 or DAYS=183; [ENGINE=postgresql] [SEED=<n>]
	@PYTHONPATH=plugins:. $(PY) -m tests.soak $(if $(SEQUENCES),sequences $(SEQUENCES),$(if $(DAYS),days $(DAYS),kills \
	  $(or $(KILLS),100) $(if $(AIRFLOW),--airflow))) $(if $(ENGINE),--engine $(ENGINE)) $(if $(SEED),--seed $(SEED))

fuzz: $(DEV_READY) ## malformed exports of every format: make fuzz [CASES=<n>] [SEED=<n>]
	@PYTHONPATH=plugins:. $(PY) -m tests.sources.fuzz.run $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))

docs: $(RUN_READY) ## docs/measures.md anew from the headers of include/sql/marts
	@$(PY) -m plumbline.commands.documentation

texts: $(RUN_READY) ## the texts of pages and mails anew, for translation: include/templates/locale
	@$(PY) -m plumbline.commands.texts

samples: $(RUN_READY) ## sample PDFs of every report in every language: docs/samples
	@$(PY) -m tests.samples $(if $(REPORTS),--reports $(REPORTS)) $(if $(OUT),--out $(OUT))

lock: $(RUN_READY) ## resolve requirements*.in anew into the hash-locked requirements*.txt
	@for name in requirements requirements-dev requirements-spark; do \
	  UV_SYSTEM_CERTS=true $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make lock" $$name.in -o $$name.txt || exit; done

clean: down spark-down ## stop the service and the cluster, forget everything that was written at run time
	rm -rf "$(VAR)" .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(RUN_READY): requirements.txt scripts/setup.sh
	@scripts/setup.sh run

$(SPARK_READY): requirements.txt requirements-spark.txt scripts/setup.sh
	@scripts/setup.sh spark

$(DEV_READY): requirements.txt requirements-dev.txt requirements-spark.txt scripts/setup.sh
	@scripts/setup.sh dev
