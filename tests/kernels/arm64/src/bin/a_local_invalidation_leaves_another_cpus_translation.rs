//! `tlb::local` removes a translation from this CPU's TLB and no other's: a page that was unmapped
//! so is still read by the other CPU, and no more after the broadcast form. A program that calls
//! the local one where the broadcast is due fails here.
//!
//! qemu: -smp 2
#![no_std]
#![no_main]

use core::hint::spin_loop;
use core::sync::atomic::{AtomicU64, Ordering::SeqCst};

use kernel::{Kernel, Outcome, join_cpu, space, start_cpu, try_read};
use lazy_mmu_arm64::{El1, change_pte, tlb};
use paging::{Attributes, PAGE_SIZE, Pages, apply_to_page_range, map_pages};
use semihosting::println;

kernel::program!(main);

const ADDRESS: u64 = 0xffff_8000_0000_0000;
/// Whose turn it is: the first CPU's at an even number.
static TURN: AtomicU64 = AtomicU64::new(0);
/// The outcomes of the other CPU's reads, by turn.
static READ: [AtomicU64; READS] = [const { AtomicU64::new(0) }; READS];
const READS: usize = 3;

fn main() {
    let frame = [space().alloc_page::<Kernel>().expect("a frame")];
    map_pages::<Kernel>(space(), ADDRESS, &frame, Attributes::READ_WRITE)
        .expect("frames for tables");
    start_cpu(1, other);
    assert_eq!((try_read(ADDRESS), others(0)), (Outcome::Done, Outcome::Done));

    let clear = &mut |entry: &AtomicU64, _| change_pte(entry, 0);
    apply_to_page_range::<Kernel>(space(), Pages::new(ADDRESS, 1), clear).expect("mapped");
    tlb::local::invalidate::<El1>(ADDRESS, 1, PAGE_SIZE);
    assert_eq!(try_read(ADDRESS), Outcome::TranslationFault);
    assert_eq!(
        others(1),
        Outcome::Done,
        "the local form has reached the other CPU, so nothing here is a control"
    );

    tlb::invalidate::<El1>(ADDRESS, 1, PAGE_SIZE);
    assert_eq!(others(2), Outcome::TranslationFault);
    join_cpu(1);
    println!("read by the other CPU after the local form, and not after the broadcast");
}

/// Returns the outcome of the other CPU's next read.
fn others(read: usize) -> Outcome {
    let turn = TURN.fetch_add(1, SeqCst) + 1;
    while TURN.load(SeqCst) == turn {
        spin_loop();
    }
    if READ[read].load(SeqCst) == 1 { Outcome::Done } else { Outcome::TranslationFault }
}

fn other() {
    for read in &READ {
        while TURN.load(SeqCst).is_multiple_of(2) {
            spin_loop();
        }
        read.store(u64::from(try_read(ADDRESS) == Outcome::Done), SeqCst);
        TURN.fetch_add(1, SeqCst);
    }
}
