/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The lazy MMU mode for C: the functions that `lazy_mmu_core::export_c!` defines, and the slot that
 * C may hold.
 *
 * This is C11, and includes nothing. A context is a task, or a handler that runs on top of one. E
 * counts a slot's open sections, and P its open pauses. The mode is active if E > 0, P = 0 and no
 * handler runs.
 */
#ifndef LAZY_MMU_H
#define LAZY_MMU_H

/*
 * The state of the mode for one task or one CPU: `lazy_mmu_core::Slot` of an architecture that
 * keeps nothing else, such as arm64. A kernel puts it into the task structure, or into a per-CPU
 * variable. A slot of zeros is a new one. Give a child of fork a new slot, never its parent's.
 *
 * C must read and write the word only by the functions below, on the slot of the current context.
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

/* Bits of the word. A test of lazy_mmu_core compares them with its own. */
#define LAZY_MMU_DEFERS    0x00000001u /* something is deferred, and no announced handler runs */
#define LAZY_MMU_UNSETTLED 0x80000001u /* something is deferred, here or below a handler */
#define LAZY_MMU_SECTION   0x00000002u /* one section more */
#define LAZY_MMU_SECTIONS  0x000001feu /* E */
#define LAZY_MMU_INACTIVE  0x0ff7fc00u /* P, a stuck pause, and the depth of announced handlers */

/*
 * The fast tests that C may inline, on the slot of the current context. They order nothing between
 * CPUs, and are for an architecture that defers by bit, such as arm64. For one that queues, the
 * word doesn't say whether something is deferred.
 *
 * With a slot per CPU, the context must keep its CPU (the platform's `pin`) from finding the slot
 * until it has acted on the answer. If it migrates in between, another CPU's slot may say that
 * something is deferred, and nobody flushes this context's store.
 *
 * A handler that is announced to the slot (`Slot::irq_enter`) shows in the word. A handler that the
 * platform's `in_interrupt` answers for does not. Such a kernel must ask its own `in_interrupt()`
 * first, and make the call instead if a handler runs.
 */
static inline unsigned int lazy_mmu_slot_word(const struct lazy_mmu_slot *slot)
{
	return *(const volatile unsigned int *)&slot->word;
}

/*
 * Returns whether something is deferred already. If so, the flush to come also settles a store that
 * was made just before this test, and the store needs nothing more.
 */
static inline _Bool lazy_mmu_slot_defers(const struct lazy_mmu_slot *slot)
{
	return (lazy_mmu_slot_word(slot) & LAZY_MMU_DEFERS) != 0;
}

/*
 * Does the same as lazy_mmu_mode_defer(). The compiler keeps the store above the test, because a
 * handler may flush in between, and has to find the store.
 */
static inline _Bool lazy_mmu_slot_defer(struct lazy_mmu_slot *slot)
{
	unsigned int word;

	__asm__ volatile("" : : : "memory");
	word = lazy_mmu_slot_word(slot);
	if (word & LAZY_MMU_DEFERS)
		return 1;
	/* Defers only if E is not zero, and all other bits are. */
	if (word - LAZY_MMU_SECTION >= LAZY_MMU_SECTIONS)
		return 0;
	*(volatile unsigned int *)&slot->word = word | LAZY_MMU_DEFERS;
	return 1;
}

/* Returns whether nothing is deferred, so that lazy_mmu_mode_flush() would do nothing. */
static inline _Bool lazy_mmu_slot_is_settled(const struct lazy_mmu_slot *slot)
{
	return (lazy_mmu_slot_word(slot) & LAZY_MMU_UNSETTLED) == 0;
}

/* Returns the same as is_lazy_mmu_mode_active(). */
static inline _Bool lazy_mmu_slot_is_active(const struct lazy_mmu_slot *slot)
{
	unsigned int word = lazy_mmu_slot_word(slot);

	return (word & LAZY_MMU_SECTIONS) != 0 && (word & LAZY_MMU_INACTIVE) == 0;
}

/*
 * Begins a section. The call is ignored in a handler and in a pause. At E = 255 it is reported and
 * not counted.
 *
 * One lazy_mmu_mode_disable() must follow in the same context, with as many pauses ended as begun
 * in between.
 */
void lazy_mmu_mode_enable(void);

/*
 * Ends a section. When it returns, every earlier store of this context has taken effect, whether
 * the section is nested or not. The call is ignored in a handler and in a pause. At E = 0 it is
 * reported, E stays 0, and everything deferred is flushed.
 *
 * The call must follow one lazy_mmu_mode_enable() in the same context.
 */
void lazy_mmu_mode_disable(void);

/*
 * Begins a pause: it flushes, and each store takes effect at once until the pause ends. Pauses
 * nest, and need no section. The call is ignored in a handler. At P = 255 it is reported, and the
 * pause sticks.
 *
 * One lazy_mmu_mode_resume() must follow in the same context.
 */
void lazy_mmu_mode_pause(void);

/*
 * Ends a pause. The call is ignored in a handler. At P = 0 it is reported, P stays 0, and
 * everything deferred is flushed.
 *
 * The call must follow one lazy_mmu_mode_pause() in the same context.
 */
void lazy_mmu_mode_resume(void);

/* Returns whether a store made now would be deferred: E > 0, P = 0, and no handler runs. */
_Bool is_lazy_mmu_mode_active(void);

/*
 * Flushes, and stays in the mode. When it returns, every earlier store of this context has taken
 * effect. In a handler that the platform's `in_interrupt` answers for, it does nothing. If nothing
 * is deferred, it orders nothing.
 */
void lazy_mmu_mode_flush(void);

/*
 * Asks to defer the barriers of a store to a page table that was just made. For the architecture.
 * Returns true if they are deferred, so that the next flush issues them; false if the caller issues
 * them now. On an architecture that keeps a queue of its own it always returns false.
 */
_Bool lazy_mmu_mode_defer(void);

#endif
