# The same scripts that the continuous integration and the README call.

set positional-arguments

# List what there is.
default:
    @just --list

# Install what is missing, build, run the SLP story and stay up.
up *arguments:
    deploy/up "$@"

# Everything, as the continuous integration runs it.
test *arguments:
    tests/run "$@"

# What is quick: format, clippy, contract lint, tidy.
check:
    tests/run --check

# Measure, each figure against a limit of the same run; --help says what can be named.
bench *arguments:
    deploy/tools
    cargo build --release --locked --package tests --bin bench --features unguarded
    cp target/release/bench target/release/bench-unguarded
    cargo build --release --locked --package candour --package tests --bins
    target/release/bench "$@"

# Write what the binaries are made of, as CycloneDX.
sbom:
    @deploy/sbom

# Fit the labeller's weights to the labelled texts and write its tables.
labels-fit *arguments:
    cargo run --release --locked --package tests --bin labels -- fit "$@"

# How well the labeller does on labelled texts; tests/labels/README.md says what can be asked.
labels-measure *arguments:
    cargo run --release --locked --package tests --bin labels -- measure "$@"

# Fuzz every decoder with libFuzzer, 10 minutes each; --help says how to choose.
fuzz *arguments:
    tests/fuzz/run "$@"

# Run every rule's histories and rewrite RULES.md.
rules:
    UPDATE_RULES=1 cargo test --package projection rules_md

# Add the golden bytes of new event types; released bytes are never rewritten.
golden:
    UPDATE_GOLDEN=1 cargo test --package proto --test golden written_to_its_golden_bytes
