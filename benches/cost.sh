#!/usr/bin/env bash
# Prints what Theta costs: crates and build time, rebuilds, expansion time, classification. Needs cargo and coreutils.
#
#   benches/cost.sh [REVISION]
#
# With a revision, such as `HEAD~1`, the macro of that revision is measured in the same run; it needs git then.
set -euo pipefail
export LC_ALL=C

benches=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$benches")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-$benches/target}
revision=${1:-}
before=$work/before

row() { printf '%-52s %14s   %s\n' "$1" "$2" "$3"; }
build() { cargo build --quiet --manifest-path "$benches/Cargo.toml" --target-dir "$target" "$@"; }

# The version and features that the workspace asks for.
dependency() { grep -m 1 "^$1 = " "$root/Cargo.toml"; }

# An otherwise empty crate, outside the workspace so that none of its settings apply. Locked as the checkout $3 is.
crate() {
    mkdir -p "$work/$1/src"
    : >"$work/$1/src/lib.rs"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n%s\n' \
        "$1" "$2" >"$work/$1/Cargo.toml"
    cp "${3:-$root}/Cargo.lock" "$work/$1/Cargo.lock"
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
ratio() { hundredths $(($1 * 100 / ($2 > 0 ? $2 : 1))); }
hundredths() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }

crate user "theta-macros = { path = \"$root/theta-macros\" }"
crate baseline "$(dependency toml)"
if [[ -n $revision ]]; then
    mkdir "$before"
    git -C "$root" archive "$revision" | tar -x -C "$before"
    crate user-before "theta-macros = { path = \"$before/theta-macros\" }" "$before"
fi

list=$(crates user)
ours=$(grep -c "($root/" <<<"$list" || true)
all=$(wc -l <<<"$list")
base=$(crates baseline | wc -l)
row 'crates the macro pulls in' "$all" "$((all - ours)) external and $ours ours; toml alone $base; aim <= 14"

duplicates=$(tree user --duplicates | grep -v '^ *$' | grep -cv '^warning\|^nothing' || true)
row '  crates at two versions' "$duplicates" 'aim 0'
row '  serde_derive' "$(grep -c '^serde_derive ' <<<"$list" || true)" 'aim 0'

user=$(cold user)
baseline=$(cold baseline)
row 'cold build of the macro, debug' "$(seconds "$user") s" \
    "toml alone $(seconds "$baseline") s; ratio $(ratio "$user" "$baseline")"
if [[ -n $revision ]]; then
    past=$(cold user-before)
    row "  beside $revision" "$(ratio "$user" "$past") x" "$(seconds "$past") s; aim <= 1.60"
fi

# Two crates with the same client: one by the macro, the other by what `theta expand` writes.
theta() { cargo run --quiet --manifest-path "$root/Cargo.toml" --package theta-cli -- "$@"; }
runtime="theta-runtime = { path = \"$root/theta-runtime\", default-features = false }"
crate macro "$runtime"
crate written "$runtime"
for edit in A B; do
    sed "s/^summary  *= \"/&$edit. /" "$root/spec.toml" >"$work/$edit.toml"
    theta expand "$work/$edit.toml" --out "$work/$edit.rs" >/dev/null
done
echo 'theta_runtime::api! { spec = "spec.toml" }' >"$work/macro/src/lib.rs"

# Wall milliseconds of a build of the crate $1 after its file $2 became that of edit $3.
rebuilt() {
    local start end
    cp "$work/$3.${2##*.}" "$work/$1/$2"
    start=$(date +%s%N)
    cargo build --quiet --offline --manifest-path "$work/$1/Cargo.toml" --target-dir "$target/edits" >&2
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}
rebuilt macro spec.toml A >/dev/null
rebuilt written src/lib.rs A >/dev/null
by_macro=999999 by_file=999999
for edit in B A B A B A; do
    took=$(rebuilt macro spec.toml "$edit")
    by_macro=$((took < by_macro ? took : by_macro))
    took=$(rebuilt written src/lib.rs "$edit")
    by_file=$((took < by_file ? took : by_file))
done
row 'rebuild after an edit of the contract' "$(seconds "$by_macro") s" \
    "of the output of \`theta expand\` $(seconds "$by_file") s; ratio $(ratio "$by_macro" "$by_file"); aim <= 1.25"

build --bin expansion
"$target/debug/expansion" | tee "$work/expansion"
if [[ -n $revision ]]; then
    # By the same program.
    cp "$benches/src/bin/expansion.rs" "$before/benches/src/bin/expansion.rs"
    cargo build --quiet --manifest-path "$before/benches/Cargo.toml" --target-dir "$target/before" --bin expansion
    "$target/before/debug/expansion" >"$work/expansion-before"
    while IFS=$'\t' read -r name past now; do
        row "$name, debug" "$(ratio "$now" "$past") x" "beside $revision; aim <= 3.00"
    done < <(paste "$work/expansion-before" "$work/expansion" | sed -n \
        's/^\(expand.*[^ ]\), debug  *\([0-9]*\)\.\([0-9]\) ms.*\texpand.*, debug  *\([0-9]*\)\.\([0-9]\) ms.*/\1\t\2\3\t\4\5/p')
fi

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
