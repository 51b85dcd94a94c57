//! The shapes that kernel code around page tables has, each as its author writes it with this mode.
//!
//! All users of the original calls in Linux fall into these; whoever is an example of one is named
//! at it. A shape takes as an argument what it leaves to its surroundings: to sleep, to touch
//! memory, to mask interrupts.

use core::sync::atomic::AtomicU64;

use lazy_mmu_arm64::{Arm64Mode, set_pte};
use lazy_mmu_core::{LazyMmuGuard, PauseGuard, lazy_mmu, paused, section};

use crate::space::mapped_frame;
use crate::{AddressSpace, Attributes, Frame, OutOfFrames, Pages, apply_to_page_range};

/// The lock of page tables.
pub type Lock = spin::Mutex<()>;
type Locked<'a> = spin::MutexGuard<'a, ()>;

/// Pages to map, the frames for them, and the lock of their tables.
#[derive(Debug)]
pub struct Area<'a> {
    /// Where the pages are.
    pub space: &'a AddressSpace,
    /// The address of the first one.
    pub start: u64,
    /// A frame for each.
    pub frames: &'a [Frame],
    /// Held by whoever changes entries.
    pub lock: &'a Lock,
}

/// Why [`early_return_on_error`] gave up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// A page has no table.
    NoTable,
    /// A page is mapped already.
    Busy,
}

/// The outcome of [`several_exits_one_with_the_lock_dropped`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// There was nothing to map.
    Nothing,
    /// Every page is mapped.
    All,
    /// A page was mapped already: the lock was released for somebody else to see to it.
    Unlocked,
}

impl Area<'_> {
    /// The pages.
    pub fn pages(&self) -> Pages {
        Pages::new(self.start, self.frames.len())
    }

    /// Installs the tables that are missing.
    ///
    /// # Errors
    ///
    /// If no frame is left for one.
    pub fn install_tables<M: Arm64Mode>(&self) -> Result<(), OutOfFrames> {
        apply_to_page_range::<M>(self.space, self.pages(), &mut |_, _| ())
    }

    /// Each entry, with the frame for it.
    fn entries(&self) -> impl Iterator<Item = (&'static AtomicU64, Frame)> {
        let runs = self.space.leaves(self.pages());
        runs.flat_map(|run| run.expect("the tables are installed")).zip(self.frames.iter().copied())
    }
}

/// The entry that the shapes store for a frame.
pub fn leaf(frame: Frame) -> u64 {
    Attributes::READ_WRITE.leaf(frame)
}

/// `zap_pte_range`, `change_pte_range`. The attribute stands on the function that is *given* the
/// lock: the section ends, then the lock is released.
pub fn lock_section_loop_end_unlock<M: Arm64Mode>(area: &Area<'_>) {
    map_locked::<M>(area, area.lock.lock());
}

#[lazy_mmu(platform = M)]
fn map_locked<M: Arm64Mode>(area: &Area<'_>, _tables: Locked<'_>) {
    for (entry, frame) in area.entries() {
        set_pte::<M>(entry, leaf(frame));
    }
}

/// The same by one function, which takes the lock itself: a scope inside it.
pub fn lock_then_a_section_in_a_scope<M: Arm64Mode>(area: &Area<'_>) {
    let _tables = area.lock.lock();
    section::<M, _>(|_| {
        for (entry, frame) in area.entries() {
            set_pte::<M>(entry, leaf(frame));
        }
    });
}

/// How *not* to write it: the attribute on the function that takes the lock ends the section after
/// the lock is released. Harmless on arm64; on an architecture that queues page-table writes they
/// would land without the lock.
#[lazy_mmu(platform = M)]
pub fn section_around_the_lock<M: Arm64Mode>(area: &Area<'_>) {
    let _tables = area.lock.lock();
    for (entry, frame) in area.entries() {
        set_pte::<M>(entry, leaf(frame));
    }
}

/// `vmap_pages_pte_range`, which leaked the mode once.
///
/// # Errors
///
/// If a page has no table or is mapped already. Those before it are mapped, and that has taken
/// effect.
#[lazy_mmu(platform = M)]
pub fn early_return_on_error<M: Arm64Mode>(area: &Area<'_>) -> Result<(), Refused> {
    let mut frames = area.frames.iter();
    for run in area.space.leaves(area.pages()) {
        for (entry, &frame) in run.ok_or(Refused::NoTable)?.iter().zip(&mut frames) {
            if mapped_frame(entry).is_some() {
                return Err(Refused::Busy);
            }
            set_pte::<M>(entry, leaf(frame));
        }
    }
    Ok(())
}

/// `madvise_cold_or_pageout_pte_range`, in the middle of whose loop something sleeps.
pub fn leave_in_the_middle_unlock_sleep_relock_re_enter<M: Arm64Mode>(
    area: &Area<'_>,
    sleep: impl FnOnce(),
) {
    let mut tables = area.lock.lock();
    let mmu = LazyMmuGuard::<M>::enable();
    let mut sleep = Some(sleep);
    for (mapped, (entry, frame)) in area.entries().enumerate() {
        if mapped == area.frames.len() / 2
            && let Some(sleep) = sleep.take()
        {
            tables = mmu.suspend(|| {
                drop(tables);
                sleep();
                area.lock.lock()
            });
        }
        set_pte::<M>(entry, leaf(frame));
    }
    drop(mmu);
    drop(tables);
}

/// `migrate_vma_collect_pmd`: one of the exits releases the lock, and ends the section before.
pub fn several_exits_one_with_the_lock_dropped<M: Arm64Mode>(
    area: &Area<'_>,
    split: impl FnOnce(),
) -> Exit {
    let tables = area.lock.lock();
    let mmu = LazyMmuGuard::<M>::enable();
    if area.frames.is_empty() {
        return Exit::Nothing;
    }
    for (entry, frame) in area.entries() {
        if mapped_frame(entry).is_some() {
            drop(mmu);
            drop(tables);
            split();
            return Exit::Unlocked;
        }
        set_pte::<M>(entry, leaf(frame));
    }
    Exit::All
}

/// `apply_to_page_range`: the callback knows nothing of the section. It gets each entry, its
/// address and the frame for it.
pub fn arbitrary_callback_inside<M: Arm64Mode>(
    area: &Area<'_>,
    callback: &mut dyn FnMut(&AtomicU64, u64, Frame),
) {
    section::<M, _>(|_| {
        for ((entry, frame), address) in area.entries().zip(area.pages().each()) {
            callback(entry, address, frame);
        }
    });
}

/// KASAN's shadow, `kasan_populate_vmalloc_pte`: what is mapped is used at once, so the callback
/// pauses.
pub fn the_callback_pauses_writes_and_reads_back_resumes<M: Arm64Mode>(
    area: &Area<'_>,
    touch: &mut dyn FnMut(u64, Frame),
) {
    arbitrary_callback_inside::<M>(area, &mut |entry, address, frame| {
        let _pause = PauseGuard::<M>::pause();
        set_pte::<M>(entry, leaf(frame));
        touch(address, frame);
    });
}

/// DEBUG_PAGEALLOC, called by the page allocator: a section inside this one, of which this one
/// knows nothing. The page that it maps is used before this section ends.
///
/// # Errors
///
/// If no frame is left.
#[lazy_mmu(platform = M)]
pub fn hidden_callee_opens_its_own_section<M: Arm64Mode>(
    area: &Area<'_>,
    touch: &mut dyn FnMut(u64, Frame),
) -> Result<(), OutOfFrames> {
    for (entry, _) in area.entries() {
        let frame = area.space.alloc_page::<M>()?;
        touch(area.space.linear(frame), frame);
        set_pte::<M>(entry, leaf(frame));
    }
    Ok(())
}

/// A page allocated, used and freed under KASAN's pause: the allocator's sections are accepted, and
/// inert.
///
/// # Errors
///
/// If no frame is left.
#[lazy_mmu(platform = M)]
pub fn hidden_callee_opens_a_section_while_paused<M: Arm64Mode>(
    area: &Area<'_>,
    touch: &mut dyn FnMut(u64, Frame),
) -> Result<(), OutOfFrames> {
    for (entry, frame) in area.entries() {
        set_pte::<M>(entry, leaf(frame));
    }
    paused::<M, _>(|| {
        let scratch = area.space.alloc_page::<M>()?;
        touch(area.space.linear(scratch), scratch);
        area.space.free_page::<M>(scratch);
        Ok(())
    })
}

/// `split_kernel_leaf_mapping`, which allocates inside the section. With a slot in the task it may.
#[lazy_mmu(platform = M)]
pub fn section_that_sleeps<M: Arm64Mode>(area: &Area<'_>, sleep: impl FnOnce()) {
    let mut sleep = Some(sleep);
    for (mapped, (entry, frame)) in area.entries().enumerate() {
        if mapped == area.frames.len() / 2
            && let Some(sleep) = sleep.take()
        {
            sleep();
        }
        set_pte::<M>(entry, leaf(frame));
    }
}

/// `update_range_prot`, called by KFENCE from a softirq handler: nothing in it says so. The
/// pages that it maps are used when it returns.
#[lazy_mmu(platform = M)]
pub fn section_entered_in_a_softirq_handler<M: Arm64Mode>(area: &Area<'_>) {
    for (entry, frame) in area.entries() {
        set_pte::<M>(entry, leaf(frame));
    }
}

/// Rust kernels that map with interrupts masked: that is a task all the same, whose section counts.
/// `mask` answers with what unmasks when it drops.
pub fn section_entered_by_a_task_with_interrupts_masked<M: Arm64Mode, Masked>(
    area: &Area<'_>,
    mask: impl FnOnce() -> Masked,
) {
    let _masked = mask();
    section::<M, _>(|_| {
        for (entry, frame) in area.entries() {
            set_pte::<M>(entry, leaf(frame));
        }
    });
}
