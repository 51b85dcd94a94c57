// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The reports of the mode in Rust to Linux: a violation, such as a call out of pair; and a panic, of which the mode has none.
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
