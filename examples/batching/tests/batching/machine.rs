//! The machine of a test: the kernel's page tables, the hash table that the hardware uses, and page
//! frames with owners.

use std::cell::RefCell;
use std::collections::HashMap;

use batching::{Batch, Hardware};

/// A page frame, by number.
pub type Frame = usize;

/// One of two address spaces, with the base page size.
pub const SPACE: Batch = Batch { space: 1, page_shift: 12 };
pub const OTHER_SPACE: Batch = Batch { space: 2, ..SPACE };
/// Large pages in the first one.
pub const LARGE: Batch = Batch { page_shift: 24, ..SPACE };

/// A page of an address space; its size is in the key, as it is in an invalidation.
type Page = (Batch, u64);

#[derive(Default)]
struct Machine {
    tables: HashMap<Page, Frame>,
    hashed: HashMap<Page, Frame>,
    owners: Vec<&'static str>,
    cost: Cost,
}

/// The work of the hardware.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
    /// Addresses invalidated.
    pub invalidations: u32,
    /// Waits for all CPUs.
    pub waits: u32,
}

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::new(Machine::default());
}

fn page(batch: Batch, address: u64) -> Page {
    (batch, address >> batch.page_shift)
}

/// The hardware's side of an invalidation, exact in address space and page size, as real hardware
/// is.
pub struct Chip;

impl Hardware for Chip {
    fn invalidate(batch: Batch, addresses: impl Iterator<Item = u64>) {
        MACHINE.with_borrow_mut(|machine| {
            for address in addresses {
                machine.hashed.remove(&page(batch, address));
                machine.cost.invalidations += 1;
            }
            machine.cost.waits += 1;
        });
    }
}

/// Returns a frame for `owner`: a free one, or else a new one.
pub fn take_frame(owner: &'static str) -> Frame {
    MACHINE.with_borrow_mut(|machine| {
        let free = machine.owners.iter().position(|owner| owner.is_empty());
        let frame = free.unwrap_or(machine.owners.len());
        machine.owners.resize(machine.owners.len().max(frame + 1), "");
        machine.owners[frame] = owner;
        frame
    })
}

/// Makes the frame free.
pub fn give_back(frame: Frame) {
    MACHINE.with_borrow_mut(|machine| machine.owners[frame] = "");
}

/// Stores an entry, 0 for `None`, and returns the old one. The hardware is not told.
pub fn store_entry(batch: Batch, address: u64, frame: Option<Frame>) -> Option<Frame> {
    MACHINE.with_borrow_mut(|machine| match frame {
        Some(frame) => machine.tables.insert(page(batch, address), frame),
        None => machine.tables.remove(&page(batch, address)),
    })
}

/// Returns the owner of the memory that an access reaches. The hash table goes first, stale or not;
/// if it has no entry, the hardware fetches the one of the page tables.
pub fn access(space: u32, address: u64) -> Option<&'static str> {
    MACHINE.with_borrow_mut(|machine| {
        let pages = [SPACE.page_shift, LARGE.page_shift]
            .map(|page_shift| page(Batch { space, page_shift }, address));
        let hashed = pages.iter().find_map(|page| machine.hashed.get(page)).copied();
        let frame = hashed.or_else(|| {
            let (page, frame) = pages.iter().find_map(|page| machine.tables.get_key_value(page))?;
            machine.hashed.insert(*page, *frame);
            Some(*frame)
        })?;
        Some(machine.owners[frame])
    })
}

/// Returns how many translations the hardware has that the page tables do not have.
pub fn stale() -> usize {
    MACHINE.with_borrow(|machine| {
        machine
            .hashed
            .iter()
            .filter(|(page, frame)| machine.tables.get(page) != Some(frame))
            .count()
    })
}

/// Returns the cost of `f`.
pub fn cost(f: impl FnOnce()) -> Cost {
    let now = || MACHINE.with_borrow(|machine| machine.cost);
    let before = now();
    f();
    let after = now();
    Cost {
        invalidations: after.invalidations - before.invalidations,
        waits: after.waits - before.waits,
    }
}
