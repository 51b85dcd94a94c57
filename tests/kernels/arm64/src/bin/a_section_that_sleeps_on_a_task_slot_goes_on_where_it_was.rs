//! A task sleeps in a nested section, in a pause and with barriers deferred; others open, pause and
//! end sections on the same CPU meanwhile. It wakes up with its own counters and with what it has
//! deferred, maybe on another CPU.
//!
//! qemu: -smp 2
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kernel::{Kernel, Task, sched, space};
use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, is_active, lazy_mmu, section};
use paging::{Attributes, Pages, map_pages, unmap_pages};
use semihosting::println;

kernel::program!(main);

const CPUS: usize = 2;
const SLEEPERS: usize = 3;
const NAPS: usize = 10;
const REGION: u64 = 1 << 39;
const FIRST_REGION: u64 = 0xffff_8000_0000_0000;

static SLEEPING: AtomicU64 = AtomicU64::new(SLEEPERS as u64);
static AWAKE_BESIDE: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

fn main() {
    for index in 0..SLEEPERS {
        sched::spawn(sleeper, index);
    }
    for index in 0..AWAKE_BESIDE.len() {
        sched::spawn(awake, index);
    }
    sched::run(CPUS);
    assert!(AWAKE_BESIDE.iter().all(|rounds| rounds.load(Relaxed) > 0));
    println!(
        "{SLEEPERS} tasks slept {NAPS} times in each of five states, and went on where they were"
    );
}

fn sleeper(index: usize) {
    let address = FIRST_REGION + REGION * index as u64;
    let frame = [space().frames().take().expect("a frame")];
    for _ in 0..NAPS {
        section::<Kernel, _>(|outer| {
            map_pages::<Kernel>(space(), address, &frame, Attributes::READ_WRITE)
                .expect("frames for tables");
            queue_pte_barriers::<Kernel>();
            nap(1, 0, false);
            section::<Kernel, _>(|_| nap(2, 0, false));
            nap(1, 0, true);
            let _pause = outer.pause();
            nap(1, 1, true);
        });
        nap(0, 0, true);
        unmap_pages::<Kernel>(space(), Pages::new(address, 1)).expect("mapped");
    }
    SLEEPING.fetch_sub(1, Relaxed);
}

/// Sleeps, in the state that the program is in.
#[track_caller]
fn nap(enable: u8, pause: u8, settled: bool) {
    let expected = (Counts { enable, pause }, settled);
    let slot = &Task::current().lazy_mmu;
    assert_eq!((slot.counts(), slot.is_settled()), expected);
    sched::sleep(3);
    assert_eq!((slot.counts(), slot.is_settled()), expected);
    assert_eq!(is_active::<Kernel>(), enable > 0 && pause == 0);
}

/// Opens and ends sections as long as somebody sleeps in one.
fn awake(index: usize) {
    while SLEEPING.load(Relaxed) > 0 {
        batch();
        assert!(!is_active::<Kernel>() && Task::current().lazy_mmu.is_settled());
        AWAKE_BESIDE[index].fetch_add(1, Relaxed);
    }
}

#[lazy_mmu]
fn batch() {
    queue_pte_barriers::<Kernel>();
    let _inner = LazyMmuGuard::<Kernel>::enable();
    assert_eq!(Task::current().lazy_mmu.counts(), Counts { enable: 2, pause: 0 });
}
