// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * What the mode in Rust tells Linux: a call that was out of pair, and a panic, of which it has none.
 */
#include <linux/bug.h>
#include <linux/linkage.h>
#include <linux/panic.h>

void lazy_mmu_violation(u8 kind);
void lazy_mmu_panic(void);

void lazy_mmu_violation(u8 kind)
{
	WARN(1, "lazy MMU mode: violation %u", kind);
}

void lazy_mmu_panic(void)
{
	panic("lazy MMU mode");
}
