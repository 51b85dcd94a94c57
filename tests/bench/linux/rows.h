/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The measured functions of Linux's own mode: those of tests/bench/library, by the calls of the tree that this is compiled in. BY names the
 * contract.
 *
 * The kernel announces a region as `count: WHAT; BY; HOW MANY`. QEMU's plugin counts the instructions between its marks: the call, the
 * function, and the return. No interrupt comes in between.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

/*
 * `flatten` puts all calls in line. Without it, gcc calls the end of a section in a file that has several, and an empty section takes 31
 * instructions in place of 26.
 */
#define measured noinline __attribute__((flatten))

/* The entries of one table: the cost of a page more shows within it. */
#define MOST 512
#define FRAMES 0x44000000ul

static measured void pair(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
}

static measured void nested_pairs(void)
{
	lazy_mmu_mode_enable();
	lazy_mmu_mode_enable();
	lazy_mmu_mode_disable();
	lazy_mmu_mode_disable();
}

static measured void pause_and_resume(void)
{
	lazy_mmu_mode_pause();
	lazy_mmu_mode_resume();
}

static pte_t page(unsigned long number)
{
	return pfn_pte((FRAMES >> PAGE_SHIFT) + number, PAGE_KERNEL);
}

static measured void by_set_pte(pte_t *entry, pte_t value, unsigned long count)
{
	lazy_mmu_mode_enable();
	for (; count > 0; count--) {
		set_pte(entry++, value);
		value = __pte(pte_val(value) + PAGE_SIZE);
	}
	lazy_mmu_mode_disable();
}

static measured void by_set_ptes(pte_t *entry, pte_t value, unsigned long count, unsigned long address)
{
	lazy_mmu_mode_enable();
	set_ptes(&init_mm, address, entry, value, count);
	lazy_mmu_mode_disable();
}

static int find(pte_t *entry, unsigned long address, void *found)
{
	pte_t **first = found;

	if (!*first)
		*first = entry;
	return 0;
}

/* An address + `data` is its descriptor, as in the other programs. */
static measured int callback(pte_t *entry, unsigned long address, void *data)
{
	set_pte(entry, __pte(address + (unsigned long)data));
	return 0;
}

static void count(const char *what, unsigned long number, void *function, unsigned long a, unsigned long b, unsigned long c,
		  unsigned long d, unsigned long e)
{
	register unsigned long x0 asm("x0");
	register unsigned long x1 asm("x1");
	register unsigned long x2 asm("x2");
	register unsigned long x3 asm("x3");
	register unsigned long x4 asm("x4");
	unsigned long flags;

	pr_info("count: %s; " BY "; %lu\n", what, number);
	local_irq_save(flags);
	x0 = a;
	x1 = b;
	x2 = c;
	x3 = d;
	x4 = e;
	asm volatile("hint #0x60\n\tblr %[function]\n\thint #0x61"
		     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4)
		     : [function] "r"(function)
		     : "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x30", "cc", "memory");
	local_irq_restore(flags);
}

static const unsigned long sizes[] = { 1, 2, 16, 256, 512 };

/* Unmaps all pages. */
static void clear(pte_t *first, unsigned long address)
{
	for (unsigned long i = 0; i < MOST; i++)
		pte_clear(&init_mm, address + i * PAGE_SIZE, first + i);
	flush_tlb_kernel_range(address, address + MOST * PAGE_SIZE);
}

/* Checks that a function has mapped so many pages, and no more. */
static void check(const char *what, pte_t *first, unsigned long mapped)
{
	for (unsigned long i = 0; i < MOST; i++) {
		unsigned long expected = i < mapped ? pte_val(page(i)) : 0;

		if (pte_val(first[i]) != expected)
			panic("%s: entry %lu of %lu is %lx, not %lx", what, i, mapped, (unsigned long)pte_val(first[i]), expected);
	}
}

static void measure(void)
{
	struct vm_struct *area = get_vm_area(2 * MOST * PAGE_SIZE, VM_ALLOC);
	unsigned long address, data;
	pte_t *first = NULL;

	if (!area)
		panic("no addresses to map at");
	address = ALIGN((unsigned long)area->addr, MOST * PAGE_SIZE);
	if (apply_to_page_range(&init_mm, address, MOST * PAGE_SIZE, find, &first))
		panic("no tables for the pages");
	data = pte_val(page(0)) - address;

	count("pair", 1, pair, 0, 0, 0, 0, 0);
	count("two nested pairs", 1, nested_pairs, 0, 0, 0, 0, 0);
	lazy_mmu_mode_enable();
	count("pause and resume in a section", 1, pause_and_resume, 0, 0, 0, 0, 0);
	lazy_mmu_mode_disable();

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		clear(first, address);
		count("a loop of pages in a section", sizes[i], by_set_pte, (unsigned long)first, pte_val(page(0)), sizes[i], 0, 0);
		check("a loop of pages", first, sizes[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		clear(first, address);
		count("a run of pages in a section", sizes[i], by_set_ptes, (unsigned long)first, pte_val(page(0)), sizes[i], address, 0);
		check("a run of pages", first, sizes[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		clear(first, address);
		count("apply_to_page_range", sizes[i], apply_to_page_range, (unsigned long)&init_mm, address,
		      sizes[i] * PAGE_SIZE, (unsigned long)callback, data);
		check("apply_to_page_range", first, sizes[i]);
	}
	clear(first, address);
	free_vm_area(area);
}
