/*
 * The measured functions in C, by one of two modes. In `c_…` the mode is in C too, in the simplest way: two counters of a byte and a flag in
 * the task, each call as in SPEC.md's table. It warns at the ends of the counters, as the original does, and has nothing of a guard's memory.
 * With EXPORTED, in `exported_…`, the mode is the one in Rust, by the calls of `export_c!`. Both read a word of the task for handlers.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define barrier() __asm__ volatile("" ::: "memory")
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

#ifdef EXPORTED
#include "lazy_mmu_arm64.h"

#define MEASURED(name) exported_##name

/* The task of program/src/c.rs. */
struct task {
	struct lazy_mmu_slot lazy_mmu;
	uint32_t irq_depth;
};
#else
#define MEASURED(name) c_##name

struct task {
	uint8_t enable_count;
	uint8_t pause_count;
	bool pending;
	uint32_t irq_depth;
};
#endif

/* The current task. Its pointer is in TPIDR_EL1, because the kernel that this is linked to uses SP_EL0. */
static inline struct task *current(void)
{
	struct task *task;

	__asm__("mrs %0, tpidr_el1" : "=r"(task));
	return task;
}

static inline bool in_interrupt(void)
{
	return current()->irq_depth != 0;
}

#ifdef EXPORTED
#define queue_pte_barriers() lazy_mmu_queue_pte_barriers(&current()->lazy_mmu, in_interrupt())
#else
void c_warn(void);

/* arm64 */

static inline void emit_pte_barriers(void)
{
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
}

static inline bool is_lazy_mmu_mode_active(void)
{
	struct task *task = current();

	return !in_interrupt() && task->enable_count > 0 && task->pause_count == 0;
}

static inline void queue_pte_barriers(void)
{
	struct task *task = current();

	if (is_lazy_mmu_mode_active()) {
		if (!task->pending)
			task->pending = true;
	} else {
		emit_pte_barriers();
	}
}

static inline void arch_enter_lazy_mmu_mode(void)
{
}

static inline void arch_flush_lazy_mmu_mode(void)
{
	struct task *task = current();

	if (task->pending) {
		emit_pte_barriers();
		task->pending = false;
	}
}

static inline void arch_leave_lazy_mmu_mode(void)
{
	arch_flush_lazy_mmu_mode();
}

/* generic */

static inline void lazy_mmu_mode_enable(void)
{
	struct task *task = current();

	if (in_interrupt() || task->pause_count > 0)
		return;
	if (unlikely(task->enable_count == UINT8_MAX))
		c_warn();
	task->enable_count++;
	barrier();
	if (task->enable_count == 1)
		arch_enter_lazy_mmu_mode();
}

static inline void lazy_mmu_mode_disable(void)
{
	struct task *task = current();

	if (in_interrupt() || task->pause_count > 0)
		return;
	if (unlikely(task->enable_count == 0))
		c_warn();
	task->enable_count--;
	barrier();
	if (task->enable_count == 0)
		arch_leave_lazy_mmu_mode();
	else
		arch_flush_lazy_mmu_mode();
}

static inline void lazy_mmu_mode_pause(void)
{
	struct task *task = current();

	if (in_interrupt())
		return;
	if (unlikely(task->pause_count == UINT8_MAX))
		c_warn();
	task->pause_count++;
	barrier();
	if (task->pause_count == 1 && task->enable_count > 0)
		arch_leave_lazy_mmu_mode();
}

static inline void lazy_mmu_mode_resume(void)
{
	struct task *task = current();

	if (in_interrupt())
		return;
	if (unlikely(task->pause_count == 0))
		c_warn();
	task->pause_count--;
	barrier();
	if (task->pause_count == 0 && task->enable_count > 0)
		arch_enter_lazy_mmu_mode();
}

#endif

/* page tables */

#define PAGE_SIZE 4096
#define ENTRIES 512
#define VALID 1
#define ADDRESS 0x0000fffffffff000

typedef uint64_t pte_t;
typedef void (*pte_fn_t)(pte_t *pte, uint64_t address, uint64_t data);

static inline void set_pte(pte_t *pte, pte_t value)
{
	WRITE_ONCE(*pte, value);
	if (value & VALID)
		queue_pte_barriers();
}

static inline void set_ptes(pte_t *pte, pte_t value, size_t count)
{
	pte_t first = value;

	for (size_t i = 0; i < count; i++) {
		WRITE_ONCE(pte[i], value);
		value += PAGE_SIZE;
	}
	if (count > 0 && (first & VALID))
		queue_pte_barriers();
}

static inline size_t index(uint64_t address, unsigned int shift)
{
	return (address >> shift) % ENTRIES;
}

/* Returns the leaf of `address`, whose tables all exist, and how many of `left` pages are in the same table. */
static inline pte_t *walk(pte_t *root, uint64_t address, size_t left, size_t *run)
{
	pte_t *table = root;
	size_t first = index(address, 12);

	for (unsigned int shift = 39; shift > 12; shift -= 9)
		table = (pte_t *)(READ_ONCE(table[index(address, shift)]) & ADDRESS);
	*run = left < ENTRIES - first ? left : ENTRIES - first;
	return table + first;
}

/* the measured functions */

void MEASURED(start)(void)
{
	static struct task task;

	__asm__ volatile("msr tpidr_el1, %0" :: "r"(&task));
}

void MEASURED(pair)(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
}

void MEASURED(nested_pairs)(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
}

void MEASURED(pause)(void)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_resume();
}

/* Around the functions that are measured in a section. */
void MEASURED(enable)(void)
{
	lazy_mmu_mode_enable();
}

void MEASURED(disable)(void)
{
	lazy_mmu_mode_disable();
}

/* Fills one table, as bench-costs does. */
void MEASURED(fill)(pte_t *table, size_t count, pte_t value)
{
	lazy_mmu_mode_enable();
	for (size_t i = 0; i < count; i++) {
		set_pte(table + i, value);
		value += PAGE_SIZE;
	}
	lazy_mmu_mode_disable();
}

void MEASURED(set_pte)(pte_t *root, uint64_t start, size_t count, pte_t first)
{
	pte_t value = first;
	size_t run;

	lazy_mmu_mode_enable();
	for (; count > 0; count -= run) {
		pte_t *pte = walk(root, start, count, &run);

		for (size_t i = 0; i < run; i++) {
			set_pte(pte + i, value);
			value += PAGE_SIZE;
		}
		start += run * PAGE_SIZE;
	}
	lazy_mmu_mode_disable();
}

void MEASURED(set_ptes)(pte_t *root, uint64_t start, size_t count, pte_t first)
{
	size_t run;

	lazy_mmu_mode_enable();
	for (; count > 0; count -= run) {
		pte_t *pte = walk(root, start, count, &run);

		set_ptes(pte, first, run);
		first += run * PAGE_SIZE;
		start += run * PAGE_SIZE;
	}
	lazy_mmu_mode_disable();
}

static __attribute__((noinline)) void table(pte_t *pte, pte_t value, size_t count)
{
	lazy_mmu_mode_enable();
	for (size_t i = 0; i < count; i++) {
		set_pte(pte + i, value);
		value += PAGE_SIZE;
	}
	lazy_mmu_mode_disable();
}

void MEASURED(nested)(pte_t *root, uint64_t start, size_t count, pte_t first)
{
	size_t run;

	lazy_mmu_mode_enable();
	for (; count > 0; count -= run) {
		pte_t *pte = walk(root, start, count, &run);

		table(pte, first, run);
		first += run * PAGE_SIZE;
		start += run * PAGE_SIZE;
	}
	lazy_mmu_mode_disable();
}

void MEASURED(apply_to_page_range)(pte_t *root, uint64_t start, size_t count, pte_fn_t callback, uint64_t data)
{
	size_t run;

	lazy_mmu_mode_enable();
	for (; count > 0; count -= run) {
		pte_t *pte = walk(root, start, count, &run);

		for (size_t i = 0; i < run; i++) {
			callback(pte + i, start, data);
			start += PAGE_SIZE;
		}
	}
	lazy_mmu_mode_disable();
}

void MEASURED(callback)(pte_t *pte, uint64_t address, uint64_t data)
{
	set_pte(pte, address + data);
}

void MEASURED(nest)(size_t depth, pte_t *pte, pte_t value)
{
	lazy_mmu_mode_enable();
	set_pte(pte, value);
	if (depth > 1)
		MEASURED(nest)(depth - 1, pte, value);
	set_pte(pte, value);
	lazy_mmu_mode_disable();
}

void MEASURED(nest_empty)(size_t depth)
{
	lazy_mmu_mode_enable();
	if (depth > 1)
		MEASURED(nest_empty)(depth - 1);
	lazy_mmu_mode_disable();
}
