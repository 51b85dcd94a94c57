/*
 * A C caller of the mode. It prints a line for each call, with the slot and the barriers after it;
 * tests/c/main.rs compares.
 */
#include <stdio.h>

#include "lazy_mmu_arm64.h"

struct task {
	unsigned int handlers;
	struct lazy_mmu_slot lazy_mmu;
};

void set_current(void *task);
unsigned int take_pairs(void);
unsigned int take_reports(void);

static struct task task = { 0, LAZY_MMU_SLOT_INIT };

static void show(const char *call)
{
	const struct lazy_mmu_slot *slot = &task.lazy_mmu;

	printf("%s: word=%#x pairs=%u active=%d settled=%d reports=%u\n", call, lazy_mmu_slot_word(slot), take_pairs(),
	       is_lazy_mmu_mode_active(), lazy_mmu_slot_is_settled(slot), take_reports());
	/* The test in line is the call, but for handlers that the word does not know of. */
	if (!task.handlers && lazy_mmu_slot_is_active(slot) != is_lazy_mmu_mode_active())
		printf("lazy_mmu_slot_is_active() says otherwise\n");
}

#define SHOW(call) do { call; show(#call); } while (0)

int main(void)
{
	set_current(&task);
	SHOW((void)0);

	/* Outside a section a store takes effect at once; in one, once for all, at its end, and at a flush. */
	SHOW(queue_pte_barriers());
	SHOW(lazy_mmu_mode_enable());
	SHOW(queue_pte_barriers());
	SHOW(lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 0));
	SHOW(lazy_mmu_mode_flush());
	SHOW(lazy_mmu_mode_flush());
	SHOW(lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 0));
	SHOW(lazy_mmu_mode_disable());

	/* An inner end flushes, and the outer one has nothing left. */
	SHOW(lazy_mmu_mode_enable());
	SHOW(lazy_mmu_mode_enable());
	SHOW(queue_pte_barriers());
	SHOW(lazy_mmu_mode_disable());
	SHOW(lazy_mmu_mode_disable());

	/* In a pause nothing is deferred, and a section in it is ignored. */
	SHOW(lazy_mmu_mode_enable());
	SHOW(queue_pte_barriers());
	SHOW(lazy_mmu_mode_pause());
	SHOW(queue_pte_barriers());
	SHOW(lazy_mmu_mode_enable());
	SHOW(lazy_mmu_mode_disable());
	SHOW(lazy_mmu_mode_resume());

	/* A handler acts at once, and what the task has deferred stays so. */
	SHOW(printf("lazy_mmu_mode_defer() = %d\n", lazy_mmu_mode_defer()));
	task.handlers = 1;
	SHOW(lazy_mmu_mode_enable());
	SHOW(lazy_mmu_queue_pte_barriers(&task.lazy_mmu, 1));
	SHOW(printf("lazy_mmu_mode_defer() = %d\n", lazy_mmu_mode_defer()));
	SHOW(lazy_mmu_mode_disable());
	task.handlers = 0;
	SHOW(lazy_mmu_mode_disable());

	/* What is out of pair is reported, once, and counts nothing. */
	SHOW(lazy_mmu_mode_disable());
	SHOW(lazy_mmu_mode_disable());
	SHOW(lazy_mmu_mode_resume());
	return 0;
}
