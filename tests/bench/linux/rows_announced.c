// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The same rows where the mode is never asked whether a handler runs: what it costs where handlers announce themselves. Nothing else differs.
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
