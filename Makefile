# The two commands a newcomer needs: `make demo` and `make test`.

SWIFT ?= swift
RELEASE := --configuration release --static-swift-stdlib -Xlinker -s
LENS := .build/release/lens
LIBRARIES := libsqlite3-dev zlib1g-dev libzstd-dev libsimdjson-dev
# Opened when they are needed, not linked. OpenBLAS is what Debian's alternatives prefer; the reference
# libraries are there to be tested too. libxml2 reads the XML formats.
RUNTIME := libopenblas0-pthread libblas3 liblapack3 libxml2 python3
REFERENCE := /usr/lib/$(shell uname -m)-linux-gnu

.PHONY: demo test build deps lint crash limits fuzz man clean

demo: build          ## install what is missing, build, index the sample library, run queries
	$(LENS) index index/sample/*.md
	$(LENS) query "long context" -n 3
	$(LENS) query 长上下文 -n 3
	$(LENS) query "teaching a model with human preferences" -n 3 --explain
	$(LENS) related "Attention Is All You Need" -n 3
	$(LENS) terms 检索 -n 5

test: build lint     ## install what is missing, build, run every test
	LENS_BINARY=$(CURDIR)/$(LENS) $(SWIFT) test
	LD_LIBRARY_PATH=$(REFERENCE)/blas:$(REFERENCE)/lapack LENS_BINARY=$(CURDIR)/$(LENS) \
	  $(SWIFT) test --skip-build --filter 'LensLinearTests|SampleLibraryTests'
	Tests/Crash/kill-index.sh --lens $(LENS) --runs 40
	Tests/Crash/kill-update.sh --lens $(LENS) --runs 30
	python3 Tests/Crash/flip-bytes.py --lens $(LENS) --sample 400
	python3 Tests/Limits/limits.py --lens $(LENS) --size 20 --no-figures
	Tests/Export/export.sh --lens $(LENS)
	Tests/Fuzz/run.sh 1

build: deps          ## build the release binary
	$(SWIFT) build $(RELEASE) --product lens

lint:                ## check the format of every Swift file
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests benchmarks/Package.swift benchmarks/Sources

deps:                ## install the system libraries that are missing
	@command -v $(SWIFT) >/dev/null || { \
	  echo "lens needs Swift 6.2 or newer: https://www.swift.org/install/linux" >&2; exit 1; }
	@missing=; for package in $(LIBRARIES) $(RUNTIME); do \
	  dpkg-query --show --showformat='$${Status}' $$package 2>/dev/null \
	    | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  echo "installing$$missing"; \
	  $$as_root apt-get update -qq && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi

crash:               ## the long crash tests: 700 kills, every byte of an index flipped
	Tests/Crash/kill-index.sh --lens $(LENS) --runs 200
	Tests/Crash/kill-update.sh --lens $(LENS) --runs 500
	python3 Tests/Crash/flip-bytes.py --lens $(LENS) --all

limits: build        ## records of 1 GiB in every format: 5 s and 128 MiB each
	python3 Tests/Limits/limits.py --lens $(LENS)

fuzz:                ## the long run of the fuzzers: 10 minutes each
	Tests/Fuzz/run.sh 600

man: build           ## make the manual page anew
	$(LENS) manual > docs/lens.1

clean:
	rm -rf .build
