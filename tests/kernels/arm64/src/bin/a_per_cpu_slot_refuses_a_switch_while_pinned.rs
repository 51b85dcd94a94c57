//! A slot per CPU, on a platform that pins by switching preemption off: at each instruction
//! boundary of each operation a switch to another CPU is tried. It is refused while pinned and
//! happens elsewhere; every slot and every task is what it is without. The same where stores ask
//! whether they are pinned and take no pin of their own.
//!
//! qemu: -smp 4
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kernel::neighbour::{self, neighbour};
use kernel::sched::{self, SWITCHES};
use kernel::sweep::{self, Handlers};
use kernel::{CpuLocal, MOST_CPUS, PerCpu, PerCpuAsking, Task, cpu_index, retries};
use lazy_mmu_core::Counts;
use semihosting::println;

kernel::program!(main);

static MOVED: AtomicUsize = AtomicUsize::new(0);

fn main() {
    sched::on_switch(PerCpu::switching);
    sched::spawn(|_| swept(), 0);
    for index in 1..=MOST_CPUS {
        sched::spawn(|index| neighbour::<PerCpu>(index, true), index);
    }
    sched::run(MOST_CPUS);
    for CpuLocal { lazy_mmu: slot } in CpuLocal::all() {
        assert_eq!(
            (slot.counts(), slot.is_settled(), slot.in_interrupt()),
            (Counts::default(), true, false)
        );
    }
    assert_eq!(retries(), 0, "no page of another task faulted");
}

fn swept() {
    println!("tried to move to another CPU");
    sweep::sweep::<PerCpu>(boundary::<PerCpu>, |_| true);
    println!("the same, where a store asks whether it is pinned");
    sweep::sweep::<PerCpuAsking<true, false>>(boundary::<PerCpuAsking<true, false>>, |_| true);
    assert_eq!(Task::current().preemption_off.load(Relaxed), 0, "each pin has its unpin");
    assert_ne!(neighbour::end(), 0, "the other tasks did something");
    let (refused, moved) = (SWITCHES.refused.load(Relaxed), MOVED.load(Relaxed));
    assert!(refused > 0 && moved > 0);
    println!("refused while pinned: {refused}, moved: {moved}");
}

/// The scheduler is asked each time. That it refuses is right, and that it switches is if nothing
/// is open.
fn boundary<P: Handlers>(number: usize) {
    sweep::boundary::<P>(number, || {
        let (before, refused) = (cpu_index(), SWITCHES.refused.load(Relaxed));
        let slot = &CpuLocal::now().lazy_mmu;
        let rests = slot.counts() == Counts::default() && slot.is_settled() && !slot.in_interrupt();
        while cpu_index() == before {
            sched::yield_now();
            if SWITCHES.refused.load(Relaxed) != refused {
                return;
            }
        }
        assert!(rests, "it moved away from something open");
        MOVED.fetch_add(1, Relaxed);
    });
}
