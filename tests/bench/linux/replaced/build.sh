#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# build.sh LAZY_MMU SCOPEGUARD KERNEL.RS ASM-OFFSETS.H LD OBJECT: makes one object of the mode, by plain rustc, for Linux to link.
set -eu
unset MAKEFLAGS MFLAGS # they name pipes that this process does not have
lazy_mmu=$1 scopeguard=$2 kernel=$3 offsets=$4 ld=$5 object=$6
out=$(dirname "$object")/rust
mkdir -p "$out"

offset() {
    value=$(sed -n "s/^#define $1 \([0-9]*\) .*/\1/p" "$offsets")
    [ -n "$value" ] || { echo "$offsets has no $1; add it to arch/arm64/kernel/asm-offsets.c" >&2; exit 1; }
    echo "$value"
}
TSK_TI_PREEMPT=$(offset TSK_TI_PREEMPT)
TSK_LAZY_MMU=$(offset TSK_LAZY_MMU)
export TSK_TI_PREEMPT TSK_LAZY_MMU

compile() { # NAME SOURCE KIND FLAGS…
    name=$1 source=$2 kind=$3
    shift 3
    rustc --crate-name "$name" --edition=2024 --crate-type="$kind" --target=aarch64-unknown-none-softfloat \
        -Copt-level=2 -Cpanic=abort -Cembed-bitcode=n -Clto=n -Cforce-unwind-tables=n -Ccodegen-units=1 -Csymbol-mangling-version=v0 \
        -Crelocation-model=static -L "$out" --out-dir "$out" "$@" "$source"
}
compile scopeguard "$scopeguard/src/lib.rs" rlib --cap-lints=allow
compile lazy_mmu_core "$lazy_mmu/lazy-mmu-core/src/lib.rs" rlib --extern=scopeguard
compile lazy_mmu_arm64 "$lazy_mmu/lazy-mmu-arm64/src/lib.rs" rlib --extern=lazy_mmu_core
compile lazy_mmu "$kernel" staticlib --extern=lazy_mmu_core --extern=lazy_mmu_arm64
# The functions that C calls, and everything that they need.
$ld -r -o "$object" -u lazy_mmu_mode_enable "$out/liblazy_mmu.a"
