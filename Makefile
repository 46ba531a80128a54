# Everything that is done with this repository. CI calls these targets and nothing else.

VIBELENS := target/release/vibelens
VENV     := .venv
PYTHON   := $(VENV)/bin/python
# The folder of training and evaluation data: make train DATA=…
DATA     ?=
# Where intermediate results of training and evaluation are kept.
CACHE    ?= target/training

# What the page is made of, and the browser that it is tested in.
PAGE     := $(wildcard web/*.json web/*.ts) web/scripts $(filter-out %/schema.ts,$(shell find web/src web/public web/scripts web/client/src evaluation/report))
CHROMIUM ?= /usr/bin/chromium
# What makes clips, and measures them in tests.
FFMPEG   ?= /usr/bin/ffmpeg

# The ONNX Runtime library that the second engine is tested with.
RUNTIME_VERSION := 1.32.0
RUNTIME := $(VENV)/onnxruntime/onnxruntime/capi/libonnxruntime.so.$(RUNTIME_VERSION)
# Models of the published sizes, and a Python with what runs such models today.
PACKS   ?= target/published
PEERS   ?= target/peers/bin/python

.PHONY: demo serve test check bench pictures eval train fuzz clean

## Builds, takes the demo library in, and answers every demo photo.
demo: $(VIBELENS)
	$(VIBELENS) ingest demo/music
	$(VIBELENS) recommend demo/photos/*.jpg

## Serves the page and the API on the library in data/.
serve: $(VIBELENS)
	$(VIBELENS) serve

## Runs all tests, with both engines, and then page, picker and client, on the program that was tested.
test: $(RUNTIME) web/out $(CHROMIUM) $(FFMPEG)
	VIBELENS_MODELS_LIBRARY=$(abspath $(RUNTIME)) cargo test --locked --features onnxruntime
	cd web && CHROMIUM=$(CHROMIUM) VIBELENS=$(abspath target/debug/vibelens) npm test

## Everything that must hold before a commit: format, lints, documentation, dependencies, spelling.
check: tools web/out
	cd web && npm run check
	cargo fmt --check
	cargo clippy --locked --all-targets -- --deny warnings
	cargo clippy --locked --all-targets --all-features -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" cargo doc --locked --no-deps --document-private-items
	cargo deny --log-level error check bans licenses sources
	cargo machete
	$(VENV)/bin/typos

## Prints the benchmarks; BENCHMARKS.md keeps their results. The second one makes models of the
## published sizes first and compares with PyTorch and Python's onnxruntime: 6 GB and ten minutes.
bench: $(VIBELENS) $(CHROMIUM) $(RUNTIME) $(PACKS)/vit-gpt2-int8
	cargo bench --locked --bench product
	cd web && CHROMIUM=$(CHROMIUM) VIBELENS=$(abspath $(VIBELENS)) npm run bench
	VIBELENS_MODELS_LIBRARY=$(abspath $(RUNTIME)) cargo bench --locked --features onnxruntime \
		--bench published -- $(abspath $(PACKS)) $(abspath $(PEERS))

## Makes the pictures of the README anew: every page in both themes.
pictures: $(VIBELENS) $(CHROMIUM)
	cd web && CHROMIUM=$(CHROMIUM) VIBELENS=$(abspath $(VIBELENS)) npm run pictures

## Measures how good it is on data that people labelled, and writes EVALUATION.md; then what has no place
## in it yet: how well words are tidied, judged, and searched for explicit ones, tags and sight, the times
## of lines, and passages. All on data held out of training.
eval: $(VIBELENS) python data-folder
	$(VIBELENS) eval $(DATA) --out evaluation/report --summary EVALUATION.md
	sh training/fortunes.sh $(CACHE)/fortunes
	cargo run --release --locked --example seeded_faults -- $(DATA) $(CACHE)/fortunes
	PATH="$(abspath $(VENV))/bin:$$PATH" sh training/evaluate_product.sh $(VIBELENS) $(DATA) $(CACHE)
	cargo run --release --locked --example align_songs -- $(DATA)/timed_lyrics
	$(PYTHON) training/evaluate_passages.py $(VIBELENS) $(DATA)/timed_lyrics

## Makes the weights in models/ from the data and from published weights. Takes hours.
train: python data-folder $(VIBELENS)
	mkdir -p $(CACHE)
	$(PYTHON) training/text_encoder/run.py $(DATA) --out models/e5-small
	PATH="$(abspath $(VENV))/bin:$$PATH" sh training/vision.sh $(DATA) $(CACHE) models/lite
	$(PYTHON) -m pip download --quiet --no-deps --dest $(CACHE) musicnn==0.1.0
	$(PYTHON) training/audio_tagger/export.py $(CACHE)/musicnn-0.1.0-py3-none-any.whl $(DATA) demo/music \
		models/musicnn $(CACHE)/audio_tagger
	cargo run --release --locked --example sound_features -- $(DATA)/emotify/*/*.mp3 > $(CACHE)/sound.jsonl
	$(PYTHON) training/audio_feeling/fit.py $(CACHE)/sound.jsonl $(DATA)/emotify/votes.csv models/sound-feeling.json
	PATH="$(abspath $(VENV))/bin:$$PATH" sh training/matching/run.sh $(VIBELENS) $(DATA) $(CACHE) models/matching
	$(PYTHON) -m pip install --quiet -r training/speech_sounds/requirements.txt
	$(PYTHON) training/speech_sounds/train.py $(DATA)/emotify demo/music $(CACHE)/speech models/speech-sounds/network.onnx

## Fuzzes each target for SECONDS seconds; needs a nightly toolchain.
SECONDS ?= 60
fuzz: web/out
	for target in lyrics clean tags images; do \
		cargo +nightly fuzz run $$target -- -max_total_time=$(SECONDS) || exit 1; \
	done

clean:
	cargo clean
	rm -rf web/out web/.next web/*/dist

.PHONY: tools python data-folder $(VIBELENS)

$(VIBELENS): web/out
	cargo build --release --locked

# The page as static files, which the binary holds: everything that is compiled needs them.
web/out: $(filter-out web/next-env.d.ts,$(PAGE)) | web/node_modules
	cd web && NEXT_TELEMETRY_DISABLED=1 npm run build

web/node_modules: web/package-lock.json
	cd web && npm ci
	touch $@

$(CHROMIUM):
	apt-get update && apt-get install --yes --no-install-recommends chromium

$(FFMPEG):
	apt-get update && apt-get install --yes --no-install-recommends ffmpeg

tools: $(VENV)/bin/typos
	@command -v cargo-deny    >/dev/null || cargo install --locked cargo-deny@$(DENY)
	@command -v cargo-machete >/dev/null || cargo install --locked cargo-machete@$(MACHETE)

DENY    := 0.20.2
MACHETE := 0.9.2
TYPOS   := 1.52.0

$(VENV)/bin/pip:
	python3 -m venv $(VENV)

$(VENV)/bin/typos: | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet typos==$(TYPOS)

$(RUNTIME): | $(VENV)/bin/pip
	$(VENV)/bin/pip install --quiet --no-deps --target $(VENV)/onnxruntime onnxruntime==$(RUNTIME_VERSION)

$(PACKS)/vit-gpt2-int8: | $(PEERS)
	$(PEERS) training/fixtures/full_size.py $(PACKS)

target/peers/bin/python:
	python3 -m venv target/peers
	target/peers/bin/pip install --quiet -r training/published/requirements.txt

python: training/requirements.txt | $(VENV)/bin/pip
	@cmp -s $< $(VENV)/requirements.txt || { $(VENV)/bin/pip install --quiet -r $< && cp $< $(VENV)/; }

data-folder:
	@test -n "$(DATA)" || { echo "name the folder of the data: make $(MAKECMDGOALS) DATA=…"; exit 2; }
