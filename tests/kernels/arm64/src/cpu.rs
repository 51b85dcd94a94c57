//! CPUs: which one this is, and how the others start and stop.

use core::hint::spin_loop;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use aarch64_cpu::registers::{MPIDR_EL1, Readable};
use aarch64_rt::{Stack, start_core};
use lazy_mmu_arm64::tlb::{self, Features};
use smccc::Hvc;
use smccc::psci::{self, AffinityState};

use crate::{memory, task};

/// How many CPUs this kernel can use.
pub const MOST: usize = 4;

type CpuStack = Stack<16>;
static mut STACKS: [CpuStack; MOST] = [const { Stack::new() }; MOST];
static STARTED: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];

/// The CPU that this runs on, until interrupts are on again.
pub fn index() -> usize {
    // QEMU's virt machine numbers up to 16 of them by Aff0.
    (MPIDR_EL1.get() & 0xff) as usize
}

/// Starts another CPU, which runs `main` as its first task and then stops. A CPU starts once.
///
/// # Panics
///
/// If there is no such CPU, or it has been started.
pub fn start(cpu: usize, main: fn()) {
    assert!((1..MOST).contains(&cpu), "CPU {cpu} is none that can be started");
    let started = STARTED[cpu].swap(true, Relaxed);
    assert!(!started, "CPU {cpu} has been started");
    let stack = (&raw mut STACKS).cast::<CpuStack>().wrapping_add(cpu);
    let entry = move || {
        task::start_first();
        // Before it uses the page tables that the others change. They are all alike here.
        tlb::add_cpu(Features::of_this_cpu());
        memory::enable();
        main();
        let error = psci::cpu_off::<Hvc>();
        unreachable!("CPU {cpu} does not stop: {error:?}");
    };
    // SAFETY: the stack is in bounds, this CPU's alone, as it starts once only, and mapped alike
    // for every CPU.
    unsafe { start_core::<Hvc, _, 16>(cpu as u64, stack, entry) }
        .expect("the machine has this CPU; see `-smp`");
}

/// Waits until another CPU has stopped.
///
/// # Panics
///
/// If there is no such CPU.
pub fn join(cpu: usize) {
    while psci::affinity_info::<Hvc>(cpu as u64, psci::LowestAffinityLevel::All)
        != Ok(AffinityState::Off)
    {
        spin_loop();
    }
}
