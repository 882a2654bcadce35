# What can be done here; `make` or `make help` lists it. Every target is a short
# call of a Go program or script that can be run by hand as well.

GO      ?= go
PKGS    := ./...
QEMU_SUITES = ./specs/status ./specs/seccomp ./specs/decode ./specs/engine
# Where the suites' tracees are built; a missing one is named by the suites.
export CGO_ENABLED = 0

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

build: ## build bin/strake, one static binary
	$(GO) build -trimpath -o bin/strake ./cmd/strake

check: ## what every commit must pass: format, vet for every architecture, unit tests
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet $(PKGS)
	GOARCH=386 $(GO) vet ./cmd/... ./tracer/...
	GOARCH=arm64 $(GO) vet ./cmd/... ./tracer/...
	$(GO) test $$($(GO) list $(PKGS) | grep -v '/specs')

test: tools ## everything: unit tests, and the suites against strake
	$(GO) test -timeout 15m $(PKGS)

tools: ## install what the tests need and is missing (Debian)
	scripts/install-tools

specs: ## the suites only; TRACER=PATH chooses another tracer
	STRAKE_TRACER=$(TRACER) $(GO) test -timeout 15m -count=1 ./specs/...

specs-report: ## run the suites against strake, and write down how many they are, how long they take and what needs root
	$(GO) run ./internal/cmd/specsreport -o docs/TESTS.md

soak: ## the race of eight threads to their end, ROUNDS times (1000) for each status set
	$(GO) test -v -timeout 24h -count=1 ./specs/soak -args -ginkgo.v -ginkgo.timeout=24h -rounds $(or $(ROUNDS),1000)

confirm: ## the suites against strace: the installed one, and the newest of Debian sid
	$(GO) run ./internal/cmd/confirm

mutants: ## build strake with seeded defects, see that the suites notice; writes docs/MUTANTS.md
	$(GO) run ./internal/cmd/mutants -o docs/MUTANTS.md

# ARCH is x86_64, aarch64, i386 or i386-on-x86_64; KERNEL is 5.10, 6.1, 6.12 or newest. See docs/QEMU.md.
qemu-test: ## the suites under another kernel: ARCH=aarch64 [KERNEL=6.12] [PKGS=./specs/status] [ARGS=…]
	scripts/qemu/test "$(ARCH)" "$(KERNEL)" $(if $(filter command line,$(origin PKGS)),$(PKGS),$(QEMU_SUITES)) $(ARGS)

qemu-confirm: ## the suites against the newest strace there: ARCH=aarch64 [KERNEL=6.12] [SUITES=a,b]
	$(GO) run ./internal/cmd/confirm -arch "$(ARCH)" $(if $(KERNEL),-kernel $(KERNEL)) $(if $(SUITES),-suites $(SUITES))

qemu-matrix: ## suites on all architectures and kernels, goes on where it was; [CELLS=REGEXP] [SUITES=a,b] [ARGS=…]
	$(GO) run ./internal/cmd/qemumatrix $(if $(CELLS),-cells '$(CELLS)') $(if $(SUITES),-suites '$(SUITES)') $(ARGS)

qemu-smoke: ## a part of that in some minutes: one kernel of each architecture; [KERNEL=6.12]
	scripts/qemu/smoke $(KERNEL)

qemu-shell: ## look around in a virtual machine: ARCH=aarch64 [KERNEL=6.12]
	scripts/qemu/shell "$(ARCH)" "$(KERNEL)"

lint: ## golangci-lint, as pinned in tools/go.mod
	$(GO) tool -modfile=tools/go.mod golangci-lint run $(PKGS)

format: ## gofumpt, as pinned in tools/go.mod
	$(GO) tool -modfile=tools/go.mod gofumpt -w $$(git ls-files '*.go')

docs: ## write the man page and the completions of shells from the option table
	$(GO) run ./internal/cmd/docgen

generate: docs ## extract facts from kernel headers again and write the z_*.go files; and the docs
	$(GO) tool abigen extract -headers "$$(scripts/fetch-headers)"
	$(GO) tool abigen generate

bench: ## compare speed and memory with strace, in one run
	$(GO) run ./internal/cmd/bench

bench-seccomp: ## compare seccomp filters with strace's and libseccomp's; writes docs/SECCOMP_REPORT.md
	$(GO) run ./internal/cmd/bench-seccomp -o docs/SECCOMP_REPORT.md

compare: ## compare the logs of strake and strace line by line, on real programs
	$(GO) run ./internal/cmd/tracecmp -suite

clean: ## remove what was built
	rm -rf bin

.PHONY: help build check test tools specs specs-report soak confirm mutants qemu-test qemu-confirm qemu-matrix qemu-smoke qemu-shell lint format docs generate bench bench-seccomp compare clean
