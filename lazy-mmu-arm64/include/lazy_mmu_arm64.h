/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The lazy MMU mode for C on arm64: what `lazy_mmu_arm64::export_c!` defines beside the calls of lazy_mmu.h.
 */
#ifndef LAZY_MMU_ARM64_H
#define LAZY_MMU_ARM64_H

#include "lazy_mmu.h"

/*
 * Behind a store that makes a page-table entry valid: defers `dsb ishst; isb` to the end of the section if one is active, else emits the pair
 * now. It orders the store before the pair, for the compiler too.
 */
void queue_pte_barriers(void);

/*
 * The same in line, but for the pair that is emitted now. `slot` is that of the current context. `in_handler` is what the platform's
 * `in_interrupt` answers: constantly 0 in a kernel that announces its handlers to the slot.
 */
static inline void lazy_mmu_queue_pte_barriers(struct lazy_mmu_slot *slot, _Bool in_handler)
{
	if (in_handler || !lazy_mmu_slot_defer(slot))
		queue_pte_barriers();
}

#endif
