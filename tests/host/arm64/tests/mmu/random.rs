//! Random programs: two tasks with sections and pauses of their own map, change and unmap, and
//! migrate between three CPUs, with handlers in between. A task that has nothing deferred, or is in
//! no section, uses all its pages.

use lazy_mmu_arm64::record::Instruction::{At, DmbIshst, DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::{set_ptes, settle_fault, switch_out, try_set};
use lazy_mmu_core::{Counts, DeferringGuard, LazyMmuGuard, PauseGuard, flush, is_active};
use model_kernel::kernel::{Kernel, Recorded, counts, settled};
use model_mmu::model::Step;
use model_mmu::trace::Trace;
use model_mmu::{CPUS, Cpu};
use paging::{Attributes, PAGE_SIZE, Pages, map_pages, protect_pages, unmap_pages};

use crate::programs::store;
use crate::{START, TRANSLATION_FAULT, frames, leaf};

const TASKS: usize = 2;
/// Each task has an entry of the root table to itself, and so do the handlers.
const REGION: u64 = 1 << 39;
const HANDLERS: u64 = START + TASKS as u64 * REGION;
const PAGES: usize = 3;

/// A generator with Knuth's constants for MMIX; its upper half is good enough to choose by.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

enum Guard {
    Section(LazyMmuGuard<Recorded>),
    Deferring(#[expect(dead_code, reason = "held for its drop")] DeferringGuard<Recorded>),
    Pause(#[expect(dead_code, reason = "held for its drop")] PauseGuard<'static, Recorded>),
}

/// A task: its CPU, its open guards, and which of its pages are mapped.
struct Task {
    number: usize,
    cpu: Cpu,
    guards: Vec<Guard>,
    mapped: [Option<Attributes>; PAGES],
}

impl Task {
    fn new(number: usize) -> Self {
        Self { number, cpu: number, guards: Vec::new(), mapped: [None; PAGES] }
    }

    fn page(&self, index: usize) -> u64 {
        page(self.number, index)
    }

    fn step(&mut self, random: &mut Random, trace: &Trace, free: &mut Cpu) {
        let index = random.below(PAGES);
        let address = self.page(index);
        let pages = Pages::new(address, 1);
        match (random.below(15), self.mapped[index]) {
            (0 | 1, _) => self.guards.push(Guard::Section(LazyMmuGuard::enable())),
            (12, _) => self.guards.push(Guard::Deferring(DeferringGuard::enable_given_address())),
            (13, _) => self.suspend(random, trace),
            (14, _) => self.map_run(trace),
            (2, _) => self.guards.push(Guard::Pause(PauseGuard::pause())),
            (3..=5, _) if !self.guards.is_empty() => {
                drop(self.guards.swap_remove(random.below(self.guards.len())))
            }
            (6, _) => flush::<Recorded>(),
            (7, _) => self.migrate(trace, free),
            (8, _) => handle_interrupt(trace),
            (9, _) => {
                let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, address);
                trace.access(address);
            }
            (10, Some(old)) => {
                let new = if old == Attributes::READ_ONLY {
                    Attributes::READ_WRITE
                } else {
                    Attributes::READ_ONLY
                };
                protect_pages::<Recorded>(&trace.space, pages, new).expect("it is mapped");
                // Settled at once, whatever section is open.
                trace.access(address);
                self.mapped[index] = Some(new);
            }
            (_, Some(_)) => {
                unmap_pages::<Recorded>(&trace.space, pages).expect("it is mapped");
                trace.access(address);
                self.mapped[index] = None;
            }
            (10, None) => {
                if let Some(entry) = trace.entry(address, 3) {
                    try_set(entry, leaf(trace)).expect("it is not mapped");
                    trace.access(address);
                    self.mapped[index] = Some(Attributes::READ_WRITE);
                }
            }
            // Without a section of its own, so that the pair stays deferred.
            (11, None) if trace.entry(address, 3).is_some() => {
                store::<Recorded>(trace, address);
                self.mapped[index] = Some(Attributes::READ_WRITE);
            }
            (_, None) => {
                map_pages::<Recorded>(
                    &trace.space,
                    address,
                    &frames(trace, 1),
                    Attributes::READ_WRITE,
                )
                .expect("enough frames");
                self.mapped[index] = Some(Attributes::READ_WRITE);
            }
        }
        if settled() || !is_active::<Recorded>() {
            self.use_all(trace);
        }
    }

    /// Suspends a section and uses all mapped pages meanwhile, if no other section is open.
    fn suspend(&self, random: &mut Random, trace: &Trace) {
        if let Some(Guard::Section(section)) =
            self.guards.get(random.below(self.guards.len().max(1)))
        {
            section.suspend(|| {
                assert!(settled());
                self.use_all(trace);
            });
        }
    }

    /// Maps its pages as one run, if none is mapped and their table is there.
    fn map_run(&mut self, trace: &Trace) {
        if let Some(entries) = trace.entries(self.page(0), 3)
            && self.mapped == [None; PAGES]
        {
            set_ptes::<Recorded>(&entries[..PAGES], leaf(trace), PAGE_SIZE);
            self.mapped = [Some(Attributes::READ_WRITE); PAGES];
        }
    }

    fn use_all(&self, trace: &Trace) {
        (0..PAGES).for_each(|index| trace.access(self.page(index)));
    }

    /// Migrates to the free CPU. That CPU need not be synchronised with what is settled here: a
    /// fault that comes for this reason is settled.
    fn migrate(&mut self, trace: &Trace, free: &mut Cpu) {
        switch_out();
        std::mem::swap(&mut self.cpu, free);
        trace.on(self.cpu);
        let _ = settle_fault::<Recorded>(TRANSLATION_FAULT, self.page(0));
    }
}

/// Maps, uses and removes a page of the handler's own, in a section that does not count.
fn handle_interrupt(trace: &Trace) {
    let address = HANDLERS + trace.cpu() as u64 * PAGE_SIZE;
    Kernel::set_in_interrupt(true);
    map_pages::<Recorded>(&trace.space, address, &frames(trace, 1), Attributes::READ_WRITE)
        .expect("enough frames");
    trace.access(address);
    unmap_pages::<Recorded>(&trace.space, Pages::new(address, 1)).expect("just mapped");
    trace.access(address);
    Kernel::set_in_interrupt(false);
}

fn page(task: usize, index: usize) -> u64 {
    START + task as u64 * REGION + index as u64 * PAGE_SIZE
}

fn program(seed: u64, steps: usize) -> Trace {
    let pages = (0..TASKS).flat_map(|task| (0..PAGES).map(move |index| page(task, index)));
    let handlers = (0..CPUS as u64).map(|cpu| HANDLERS + cpu * PAGE_SIZE);
    let trace = Trace::new(steps * 2 + 16, &pages.chain(handlers).collect::<Vec<_>>());
    let mut random = Random(seed);
    let mut tasks = [Task::new(0), Task::new(1)];
    let mut free = TASKS;
    let run = |trace: &Trace, task: &Task| {
        trace.on(task.cpu);
        Kernel::move_to(task.number);
    };
    for _ in 0..steps {
        let task = &mut tasks[random.below(TASKS)];
        run(&trace, task);
        task.step(&mut random, &trace, &mut free);
    }
    for task in &mut tasks {
        run(&trace, task);
        while let Some(guard) = task.guards.pop() {
            let is_section = matches!(guard, Guard::Section(_));
            drop(guard);
            assert!(!is_section || settled());
        }
        assert_eq!(counts(), Counts { enable: 0, pause: 0 });
        task.use_all(&trace);
    }
    Kernel::move_to(0);
    trace
}

#[test]
fn random_programs_are_right() {
    for seed in 0..150 {
        program(seed, 60).check().unwrap_or_else(|failure| panic!("seed {seed}, {failure}"));
    }
}

/// Returns whether this step may have no effect in a program that happens to use nothing before the
/// next barrier. These may: a barrier pair, as one settles many stores; the `isb` of an
/// invalidation with a pair right after it; `dsb ish; isb` of `settle_fault`; a `dsb ish` of
/// `switch_out`, as a task that has deferred nothing leaves nothing behind; and a `dmb` of
/// `try_set` for a leaf, as only a table has contents for walkers. No other step may: of an
/// invalidation, of a link, or of reading the MMU's answer.
fn may_be_idle(steps: &[(Cpu, Step)], index: usize) -> bool {
    let instruction = |step: usize| {
        if let Step::Instruction(instruction) = steps[step].1 { Some(instruction) } else { None }
    };
    let before = index.checked_sub(1);
    match instruction(index) {
        Some(DsbIshst) => instruction(index + 1) == Some(Isb),
        Some(Isb) => {
            before.and_then(instruction) == Some(DsbIshst)
                || matches!(instruction(index + 1), Some(DsbIshst | At(_)))
        }
        Some(DsbIsh) => !matches!(before.and_then(instruction), Some(Tlbi(..))),
        Some(DmbIshst) => {
            !before.is_some_and(|before| matches!(steps[before].1, Step::ClearTable(_)))
        }
        _ => false,
    }
}

#[test]
fn random_programs_miss_every_invalidation_and_every_barrier_that_is_not_one_of_many() {
    let (mut removed, mut missed) = (0, 0);
    for seed in 1000..1020 {
        let trace = program(seed, 30);
        let (not_missed, removals) = trace.not_missed();
        removed += removals;
        missed += removals - not_missed.len();
        let steps = trace.steps();
        for index in not_missed {
            assert!(
                may_be_idle(&steps, index),
                "seed {seed}, step {index}: {:?} is not missed",
                steps[index]
            );
        }
    }
    println!("{missed} of {removed} removals are missed");
    assert!(missed > removed / 2);
}
