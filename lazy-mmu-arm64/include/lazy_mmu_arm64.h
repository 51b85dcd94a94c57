/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The lazy MMU mode for C on arm64: the calls that `lazy_mmu_arm64::export_c!` defines beside those
 * of lazy_mmu.h.
 */
#ifndef LAZY_MMU_ARM64_H
#define LAZY_MMU_ARM64_H

#include "lazy_mmu.h"

/*
 * Defers `dsb ishst; isb` to the end of the section if one is active, else emits the pair now. Call
 * it after a store that makes a page-table entry valid. It orders the store before the pair, for
 * the compiler too.
 */
void queue_pte_barriers(void);

/*
 * Does the same in line, and calls queue_pte_barriers() only if the pair is emitted now. `slot` is
 * the slot of the current context. `in_handler` is the answer of the platform's `in_interrupt`:
 * constantly 0 in a kernel that announces its handlers to the slot.
 */
static inline void lazy_mmu_queue_pte_barriers(struct lazy_mmu_slot *slot, _Bool in_handler)
{
	if (in_handler || !lazy_mmu_slot_defer(slot))
		queue_pte_barriers();
}

#endif
