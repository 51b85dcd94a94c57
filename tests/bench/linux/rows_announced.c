// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The same rows with an `in_interrupt()` that is constantly 0: the cost if handlers announce themselves. Nothing else differs.
 */
#include <linux/preempt.h>
#undef in_interrupt
#define in_interrupt() 0

#define BY "Linux, handlers announced"
#include "rows.h"

void lazy_mmu_rows_announced(void);

void lazy_mmu_rows_announced(void)
{
	measure();
}
