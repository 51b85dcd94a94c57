//! The scheduler: tasks with stacks of their own, one queue for all CPUs, first come first served.
//! So tasks migrate all the time.

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize};

use aarch64_cpu::asm::wfi;
use aarch64_cpu::registers::{CNTFRQ_EL0, CNTVCT_EL0, Readable};
use aarch64_rt::Stack;
use heapless::Deque;
use lazy_mmu_arm64::{SpEl0, TaskRegister, switch_out};
use spin::{Mutex, Once};

use crate::switch::{self, TaskStack};
use crate::{Kernel, Task, cpu, daif, irq, print_reports};

/// How many tasks there can be at a time.
pub const TASKS: usize = 16;

static POOL: [Task; TASKS] = [const { Task::new() }; TASKS];
static mut STACKS: [TaskStack; TASKS] = [const { Stack::new() }; TASKS];

/// Tasks that run on no CPU: those that are ready, and those that sleep. Locked with interrupts
/// masked only.
static WAITING: Mutex<Deque<&'static Task, TASKS>> = Mutex::new(Deque::new());

/// Tasks that have not ended.
static LIVE: AtomicUsize = AtomicUsize::new(0);

/// The actions of the scheduler since boot, counted.
#[derive(Debug)]
pub struct Switches {
    /// A task had to make room for another, by an interrupt.
    pub preempted: AtomicU64,
    /// The same, and it was in a section.
    pub preempted_in_section: AtomicU64,
    /// A task went on on another CPU.
    pub migrated: AtomicU64,
    /// The same, and it was in a section.
    pub migrated_in_section: AtomicU64,
    /// The same, and it had deferred barriers.
    pub migrated_deferring: AtomicU64,
    /// A task asked to make room, or to sleep, with preemption off.
    pub refused: AtomicU64,
    /// An interrupt found preemption off.
    pub not_preempted: AtomicU64,
}

/// The actions of the scheduler since boot, counted.
pub static SWITCHES: Switches = Switches {
    preempted: AtomicU64::new(0),
    preempted_in_section: AtomicU64::new(0),
    migrated: AtomicU64::new(0),
    migrated_in_section: AtomicU64::new(0),
    migrated_deferring: AtomicU64::new(0),
    refused: AtomicU64::new(0),
    not_preempted: AtomicU64::new(0),
};

static ON_SWITCH: Once<fn()> = Once::new();

/// Has `f` run at each switch, as the task that is left: for a kernel whose slots are per CPU. Once
/// in a program.
pub fn on_switch(f: fn()) {
    ON_SWITCH.call_once(|| f);
}

/// The function of a task, and its argument.
type Job = (fn(usize), usize);

/// The state that the scheduler keeps for a task.
#[derive(Debug)]
pub(crate) struct Thread {
    state: AtomicU8,
    stack_pointer: AtomicUsize,
    job: Mutex<Option<Job>>,
    /// In ticks of the virtual counter: before, it sleeps.
    due: AtomicU64,
    /// Where it ran last, or [`NOWHERE`].
    cpu: AtomicUsize,
}

/// Nobody's. The first task of each CPU stays so, and never waits in the queue.
const FREE: u8 = 0;
const LIVES: u8 = 1;
const ENDED: u8 = 2;
const NOWHERE: usize = usize::MAX;

impl Thread {
    pub(crate) const fn new() -> Self {
        Self {
            state: AtomicU8::new(FREE),
            stack_pointer: AtomicUsize::new(0),
            job: Mutex::new(None),
            due: AtomicU64::new(0),
            cpu: AtomicUsize::new(NOWHERE),
        }
    }

    fn is_due(&self) -> bool {
        self.due.load(Relaxed) <= CNTVCT_EL0.get()
    }
}

/// All tasks that there can be, the first ones of the CPUs included: whether they live or not.
pub fn tasks() -> impl Iterator<Item = &'static Task> {
    POOL.iter().chain((0..cpu::MOST).map(Task::first))
}

/// A new task, which runs `job(argument)` and ends. It starts when [`run`] runs.
///
/// # Panics
///
/// If there are [`TASKS`] already.
pub fn spawn(job: fn(usize), argument: usize) {
    let free =
        |task: &&Task| task.thread.state.compare_exchange(FREE, LIVES, Acquire, Relaxed).is_ok();
    let index = POOL.iter().position(|task| free(&task)).expect("less than 16 tasks");
    let task = &POOL[index];
    let stack = (&raw mut STACKS).cast::<TaskStack>().wrapping_add(index);
    // SAFETY: in bounds, and the stack of a task that was nobody's: whoever ran on it has left it
    // for good.
    let stack_pointer = unsafe { switch::new_stack(stack, start) };
    task.thread.stack_pointer.store(stack_pointer, Relaxed);
    task.thread.due.store(0, Relaxed);
    task.thread.cpu.store(NOWHERE, Relaxed);
    daif::masked(|| *task.thread.job.lock() = Some((job, argument)));
    LIVE.fetch_add(1, Relaxed);
    wait(task);
}

/// Runs the tasks on `cpus` CPUs until all have ended and the other CPUs have stopped. Called by
/// the program's main function.
///
/// # Panics
///
/// If it is called again, unless both times with one CPU.
pub fn run(cpus: usize) {
    irq::start(cpus);
    for cpu in 1..cpus {
        cpu::start(cpu, until_all_ended);
    }
    until_all_ended();
    for cpu in 1..cpus {
        cpu::join(cpu);
    }
    print_reports();
}

/// Lets the other tasks that are ready run. Says whether there was one, and preemption on.
///
/// # Panics
///
/// As [`sleep`].
pub fn yield_now() -> bool {
    sleep(0)
}

/// Sleeps, unless preemption is off. Says whether the CPU did something else meanwhile.
///
/// # Panics
///
/// If this is the first task of a CPU, which has nothing to come back to it.
pub fn sleep(milliseconds: u64) -> bool {
    daif::masked(|| {
        let Task { thread, preemption_off, .. } = Task::current_now();
        assert_eq!(thread.state.load(Relaxed), LIVES, "the first task of a CPU does not sleep");
        if preemption_off.load(Relaxed) > 0 {
            SWITCHES.refused.fetch_add(1, Relaxed);
            return false;
        }
        let due = CNTVCT_EL0.get() + milliseconds * CNTFRQ_EL0.get() / 1000;
        thread.due.store(due, Relaxed);
        switch()
    })
}

/// At the end of an interrupt: the interrupted task makes room if another one is ready, unless it
/// has switched preemption off, or the interrupt came on top of a softirq.
pub(crate) fn preempt() {
    let task = Task::current_now();
    if task.preemption_off.load(Relaxed) > 0 {
        SWITCHES.not_preempted.fetch_add(1, Relaxed);
        return;
    }
    if task.lazy_mmu.in_interrupt() {
        return;
    }
    let in_section = task.lazy_mmu.counts().enable > 0;
    if switch() && task.thread.state.load(Relaxed) == LIVES {
        SWITCHES.preempted.fetch_add(1, Relaxed);
        SWITCHES.preempted_in_section.fetch_add(u64::from(in_section), Relaxed);
    }
}

/// Runs the first task of a CPU meanwhile.
fn until_all_ended() {
    irq::start_here();
    while LIVE.load(Acquire) > 0 {
        wfi();
    }
    irq::stop_here();
}

/// Switches to the task that is due for the longest time. If there is none, this one goes on,
/// unless it sleeps or has ended. Says whether it switched. Interrupts are masked.
///
/// Never inlined: it changes the current task, and whoever calls it may have asked for that.
#[inline(never)]
fn switch() -> bool {
    let this = Task::current_now();
    let cpu = cpu::index();
    let goes_on = this.thread.state.load(Relaxed) != ENDED && this.thread.is_due();
    let next = match next_due() {
        Some(next) => next,
        None if goes_on => return false,
        None => Task::first(cpu),
    };
    let before = next.thread.cpu.swap(cpu, Relaxed);
    if before != cpu && before != NOWHERE {
        SWITCHES.migrated.fetch_add(1, Relaxed);
        SWITCHES
            .migrated_in_section
            .fetch_add(u64::from(next.lazy_mmu.counts().enable > 0), Relaxed);
        SWITCHES.migrated_deferring.fetch_add(u64::from(!next.lazy_mmu.is_settled()), Relaxed);
    }
    if let Some(f) = ON_SWITCH.get() {
        f();
    }
    switch_out();
    // SAFETY: the register is this kernel's for this use, and tasks live for ever. Nothing below
    // asks for the current task before the stack is its own too.
    unsafe { SpEl0::set_current(next) }
    let (saved, to) = (this.thread.stack_pointer.as_ptr(), next.thread.stack_pointer.load(Relaxed));
    // SAFETY: a task in the queue, or a first one that has left its CPU to others, has its stack
    // pointer saved, and nobody else took it out. `this` is in no queue: `switched` puts it there.
    let from = unsafe { switch::stacks(this, saved, to) };
    switched(from);
    true
}

/// On the stack of the task that was switched to: from here on others may run the one that was
/// left.
fn switched(from: &'static Task) {
    match from.thread.state.load(Relaxed) {
        LIVES => wait(from),
        ENDED => {
            from.thread.state.store(FREE, Release);
            LIVE.fetch_sub(1, AcqRel);
        }
        _ => {} // the first task of this CPU
    }
}

fn wait(task: &'static Task) {
    let outcome = daif::masked(|| WAITING.lock().push_back(task));
    assert!(outcome.is_ok(), "the queue has room for every task");
}

fn next_due() -> Option<&'static Task> {
    let mut waiting = WAITING.lock();
    let position = waiting.iter().position(|task| task.thread.is_due())?;
    for _ in 0..position {
        let sleeper = waiting.pop_front()?;
        let _ = waiting.push_back(sleeper); // there is room, as it came from there
    }
    waiting.pop_front()
}

/// Where a task begins.
extern "C" fn start(from: &'static Task) -> ! {
    switched(from);
    let task = Task::current_now();
    let job = task.thread.job.lock().take();
    daif::unmask();
    let (job, argument) = job.expect("a new task has one");
    job(argument);
    task.lazy_mmu.retire::<Kernel>();
    daif::masked(|| {
        task.thread.state.store(ENDED, Relaxed);
        switch();
    });
    unreachable!("a task that has ended is never switched to");
}
