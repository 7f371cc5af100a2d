#!/usr/bin/env bash
# Prints what Theta costs: crates and build time, expansion time, classification. Needs cargo and coreutils.
set -euo pipefail
export LC_ALL=C

benches=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benches")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-$benches/target}

row() { printf '%-52s %14s   %s\n' "$1" "$2" "$3"; }
build() { cargo build --quiet --manifest-path "$benches/Cargo.toml" --target-dir "$target" "$@"; }

# The version and features that the workspace asks for.
dependency() { grep -m 1 "^$1 = " "$root/Cargo.toml"; }

# An otherwise empty crate, outside the workspace so that none of its settings apply.
crate() {
    mkdir -p "$work/$1/src"
    : >"$work/$1/src/lib.rs"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n%s\n' \
        "$1" "$2" >"$work/$1/Cargo.toml"
    cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
    cargo fetch --quiet --offline --manifest-path "$work/$1/Cargo.toml" 2>/dev/null ||
        cargo fetch --quiet --manifest-path "$work/$1/Cargo.toml"
}

tree() { cargo tree --quiet --offline --manifest-path "$work/$1/Cargo.toml" --edges normal,build --prefix none "${@:2}"; }

# Everything below the crate itself, each once.
crates() { tree "$1" --no-dedupe | sed 's/ (\*)$//; s/ (proc-macro)//' | sort -u | { grep -v "^$1 " || true; }; }

# Wall milliseconds of a cold build, the better of two: whatever else the machine does only adds.
cold() {
    local best='' start end took round
    for round in 1 2; do
        rm -rf "$work/target"
        start=$(date +%s%N)
        env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0 \
            cargo build --quiet --offline --manifest-path "$work/$1/Cargo.toml" --target-dir "$work/target" >&2
        end=$(date +%s%N)
        took=$(((end - start) / 1000000))
        if [[ -z $best || $took -lt $best ]]; then best=$took; fi
    done
    echo "$best"
}

seconds() { printf '%d.%d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
hundredths() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }

crate user "theta-macros = { path = \"$root/theta-macros\" }"
crate baseline "$(dependency toml)"

list=$(crates user)
ours=$(grep -c "($root/" <<<"$list" || true)
all=$(wc -l <<<"$list")
base=$(crates baseline | wc -l)
row 'crates the macro pulls in' "$all" "$((all - ours)) external and $ours ours; toml alone $base; aim 9"

duplicates=$(tree user --duplicates | grep -v '^ *$' | grep -cv '^warning\|^nothing' || true)
row '  crates at two versions' "$duplicates" 'aim 0'
row '  syn 2' "$(grep -c '^syn v2' <<<"$list" || true)" 'aim 0'

user=$(cold user)
baseline=$(cold baseline)
row 'cold build of the macro, debug' "$(seconds "$user") s" \
    "toml alone $(seconds "$baseline") s; ratio $(hundredths $((user * 100 / baseline))); aim 3 s"

build --bin expansion
"$target/debug/expansion"

build --release --features classify --bin classify
"$target/release/classify"

if ! command -v valgrind >/dev/null; then
    row 'instructions of a classification' '-' 'valgrind is not installed'
    exit 0
fi

instructions() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
        "$target/release/classify" repeat "$@" 2>&1 >/dev/null | sed -n 's/.*I *refs: *//p' | tr -d ,
}
for case in exact prefix miss; do
    calls=$("$target/release/classify" repeat hand "$case" 1000)
    of() { echo $((($(instructions "$1" "$case" 1000) - $(instructions "$1" "$case" 0)) / calls)); }
    generated=$(of generated)
    hand=$(of hand)
    row "classify, $case" "$generated instr." \
        "by hand $hand instr.; ratio $(hundredths $((generated * 100 / (hand > 0 ? hand : 1))))"
done
