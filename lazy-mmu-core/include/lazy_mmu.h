/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The lazy MMU mode for C: the calls that `lazy_mmu_core::export_c!` defines, and the slot that C may hold.
 *
 * It is C11, and includes nothing. A context is a task, or a handler that runs on top of one. E counts the sections that a slot is in, P the
 * pauses; the mode is active where E > 0, P = 0 and no handler runs.
 */
#ifndef LAZY_MMU_H
#define LAZY_MMU_H

/*
 * The state of the mode for one task or one CPU: `lazy_mmu_core::Slot` of an architecture that keeps nothing else, as arm64. Put it into
 * the task structure, or into a per-CPU variable. All zero is a new one. A child of fork gets a new one, never its parent's.
 *
 * C reads and writes the word by the functions below alone, on the slot of the current context.
 */
struct lazy_mmu_slot {
	unsigned int word;
	unsigned short reported;
	unsigned short pad;
};

_Static_assert(sizeof(unsigned int) == 4, "the word of a slot has 32 bits");
_Static_assert(sizeof(unsigned short) == 2, "the reports of a slot have 16 bits");
_Static_assert(sizeof(struct lazy_mmu_slot) == 8, "lazy_mmu_core::Slot has 8 bytes");
_Static_assert(_Alignof(struct lazy_mmu_slot) == 4, "lazy_mmu_core::Slot is aligned to 4 bytes");

/* A new slot. */
#define LAZY_MMU_SLOT_INIT { 0, 0, 0 }

/* Bits of the word; a test of lazy_mmu_core compares them with what the word is there. */
#define LAZY_MMU_DEFERS    0x00000001u /* something is deferred, and no announced handler runs */
#define LAZY_MMU_UNSETTLED 0x80000001u /* something is deferred, by this context or by the task below an announced handler */
#define LAZY_MMU_SECTION   0x00000002u /* a section more */
#define LAZY_MMU_SECTIONS  0x000001feu /* E */
#define LAZY_MMU_INACTIVE  0x0ff7fc00u /* P, a pause for good, and the depth of announced handlers */

/*
 * The fast tests that C may inline, on the slot of the current context. They order nothing between CPUs.
 *
 * Where the slot is a CPU's, the context keeps its CPU (the platform's `pin`) from finding the slot until it has acted on the answer. If it
 * migrates in between, another CPU's slot may say that something is deferred, and nobody flushes this context's store.
 *
 * They are for an architecture that defers by bit, as arm64. Of what one that queues has deferred, the word says nothing.
 *
 * A handler that is announced to the slot (`Slot::irq_enter`) shows in the word. One that the platform's `in_interrupt` answers for does not:
 * such a kernel asks its own `in_interrupt()` first, and in a handler takes the call.
 */
static inline unsigned int lazy_mmu_slot_word(const struct lazy_mmu_slot *slot)
{
	return *(const volatile unsigned int *)&slot->word;
}

/* Something is deferred already, so the flush to come settles a store that was made just before this test: there is nothing to do for it. */
static inline _Bool lazy_mmu_slot_defers(const struct lazy_mmu_slot *slot)
{
	return (lazy_mmu_slot_word(slot) & LAZY_MMU_DEFERS) != 0;
}

/*
 * What lazy_mmu_mode_defer() does, on an architecture that defers by bit, as arm64. The store stays above: a handler may flush between the
 * store and the test, and has to find it.
 */
static inline _Bool lazy_mmu_slot_defer(struct lazy_mmu_slot *slot)
{
	unsigned int word;

	__asm__ volatile("" : : : "memory");
	word = lazy_mmu_slot_word(slot);
	if (word & LAZY_MMU_DEFERS)
		return 1;
	/* All but E is zero, and E is not. */
	if (word - LAZY_MMU_SECTION >= LAZY_MMU_SECTIONS)
		return 0;
	*(volatile unsigned int *)&slot->word = word | LAZY_MMU_DEFERS;
	return 1;
}

/* Nothing is deferred: lazy_mmu_mode_flush() would do nothing. */
static inline _Bool lazy_mmu_slot_is_settled(const struct lazy_mmu_slot *slot)
{
	return (lazy_mmu_slot_word(slot) & LAZY_MMU_UNSETTLED) == 0;
}

/* What is_lazy_mmu_mode_active() answers. */
static inline _Bool lazy_mmu_slot_is_active(const struct lazy_mmu_slot *slot)
{
	unsigned int word = lazy_mmu_slot_word(slot);

	return (word & LAZY_MMU_SECTIONS) != 0 && (word & LAZY_MMU_INACTIVE) == 0;
}

/*
 * Begins a section. It is ignored in a handler and in a pause. At E = 255 it is reported and not counted.
 *
 * One lazy_mmu_mode_disable() follows in the same context, with as many pauses ended as begun in between.
 */
void lazy_mmu_mode_enable(void);

/*
 * Ends a section: every store of this context from before has taken effect when it returns, nested or not. It is ignored in a handler and in
 * a pause. At E = 0 it is reported, the count stays 0, and what was deferred is flushed.
 *
 * It follows one lazy_mmu_mode_enable() in the same context.
 */
void lazy_mmu_mode_disable(void);

/*
 * Begins a pause: what was deferred is flushed, and until the pause ends each store takes effect at once. Pauses nest, and need no section.
 * It is ignored in a handler. At P = 255 it is reported, and the pause is for good.
 *
 * One lazy_mmu_mode_resume() follows in the same context.
 */
void lazy_mmu_mode_pause(void);

/*
 * Ends a pause. It is ignored in a handler. At P = 0 it is reported, the count stays 0, and what was deferred is flushed.
 *
 * It follows one lazy_mmu_mode_pause() in the same context.
 */
void lazy_mmu_mode_resume(void);

/* A store made now would be deferred: E > 0, P = 0, and no handler runs. */
_Bool is_lazy_mmu_mode_active(void);

/*
 * Flushes what is deferred, and stays in the mode: every store of this context from before has taken effect when it returns. In a handler
 * that the platform's `in_interrupt` answers for it does nothing. Where nothing is deferred it orders nothing.
 */
void lazy_mmu_mode_flush(void);

/*
 * For the architecture, behind a store to a page table. True: what makes walkers see the store is deferred, and the next flush issues it.
 * False: issue it now. It is false always on an architecture that keeps a queue of its own.
 */
_Bool lazy_mmu_mode_defer(void);

#endif
