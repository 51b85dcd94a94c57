// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The rows of Linux's own mode, and the end of the run, which switches the machine off. With `lazy_mmu_rows` on the command line the
 * kernel runs them; without it the kernel boots as any other.
 */
#define BY "Linux"
#include "rows.h"

#include <linux/reboot.h>
#include <linux/utsname.h>

void lazy_mmu_rows_announced(void);

static bool wanted __initdata;

static int __init want(char *rest)
{
	wanted = true;
	return 1;
}
__setup("lazy_mmu_rows", want);

static int __init rows(void)
{
	if (!wanted)
		return 0;
	pr_info("linux: %s\n", init_utsname()->release);
	pr_info("compiler: %s\n", CONFIG_CC_VERSION_TEXT);
	measure();
	lazy_mmu_rows_announced();
	pr_info("rows: done\n");
	kernel_power_off();
	return 0;
}
late_initcall_sync(rows);
