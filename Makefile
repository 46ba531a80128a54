# Everything that is done with this repository. CI calls these targets and nothing else.

VIBELENS := target/release/vibelens
VENV     := .venv
PYTHON   := $(VENV)/bin/python
# The folder of training and evaluation data: make train DATA=…
DATA     ?=
# Where intermediate results of training and evaluation are kept.
CACHE    ?= target/training

.PHONY: demo serve test check bench eval train fuzz clean

## Builds, takes the demo library in, and answers every demo photo.
demo: $(VIBELENS)
	$(VIBELENS) ingest demo/music
	$(VIBELENS) recommend demo/photos/*.jpg

## Serves the page and the API on the library in data/.
serve: $(VIBELENS)
	$(VIBELENS) serve

## Runs all tests.
test:
	cargo test --locked

## Everything that must hold before a commit: format, lints, documentation, dependencies, spelling.
check: tools
	cargo fmt --check
	cargo clippy --locked --all-targets -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --no-deps --document-private-items
	cargo deny --log-level error check bans licenses sources
	cargo machete
	$(VENV)/bin/typos

## Prints the benchmarks; BENCHMARKS.md keeps their results.
bench:
	cargo bench --locked --bench product

## Measures how good captions, tags, sight and text retrieval are, on the data held out of training.
eval: $(VIBELENS) python data-folder
	PATH="$(abspath $(VENV))/bin:$$PATH" sh training/evaluate_product.sh $(VIBELENS) $(DATA) $(CACHE)

## Makes the weights in models/ from the data and from published weights. Takes hours.
train: python data-folder
	mkdir -p $(CACHE)
	$(PYTHON) training/text_encoder/run.py $(DATA) --out models/e5-small
	PATH="$(abspath $(VENV))/bin:$$PATH" sh training/vision.sh $(DATA) $(CACHE) models/lite
	cargo run --release --locked --example sound_features -- $(DATA)/emotify/*/*.mp3 > $(CACHE)/sound.jsonl
	$(PYTHON) training/audio_feeling/fit.py $(CACHE)/sound.jsonl $(DATA)/emotify/votes.csv models/sound-feeling.json

## Fuzzes each target for SECONDS seconds; needs a nightly toolchain.
SECONDS ?= 60
fuzz:
	for target in lyrics tags images; do \
		cargo +nightly fuzz run $$target -- -max_total_time=$(SECONDS) || exit 1; \
	done

clean:
	cargo clean

.PHONY: tools python data-folder $(VIBELENS)

$(VIBELENS):
	cargo build --release --locked

tools: $(VENV)/bin/typos
	@command -v cargo-deny    >/dev/null || cargo install --locked cargo-deny@$(DENY)
	@command -v cargo-machete >/dev/null || cargo install --locked cargo-machete@$(MACHETE)

DENY    := 0.20.2
MACHETE := 0.9.2
TYPOS   := 1.52.0

$(VENV)/bin/typos:
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet typos==$(TYPOS)

python: training/requirements.txt
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@cmp -s $< $(VENV)/requirements.txt || { $(VENV)/bin/pip install --quiet -r $< && cp $< $(VENV)/; }

data-folder:
	@test -n "$(DATA)" || { echo "name the folder of the data: make $(MAKECMDGOALS) DATA=…"; exit 2; }
