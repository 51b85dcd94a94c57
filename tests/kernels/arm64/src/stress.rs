//! Stress: pages mapped, protected and unmapped at random in nested, paused, suspended and
//! interrupted sections, each mapping checked through its address, beside a model that says what it
//! must cost and where the mode must be.

mod cost;

use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::Ordering::Relaxed;

use lazy_mmu_arm64::queue_pte_barriers;
use lazy_mmu_core::{Counts, LazyMmuGuard, PauseGuard, is_active};
use model_mode::{Model, Token};
use paging::{Attributes, Frame, Pages, map_pages, protect_pages, unmap_pages};

pub use self::cost::{Cost, Predicted};
use crate::{Kernel, Outcome, Task, space, try_read, try_write};

/// How many operations a program does, at least: `LAZY_MMU_OPERATIONS` when it is built, or a
/// million. An operation is one page that is mapped, protected or unmapped; a call does that to up
/// to 32.
pub const OPERATIONS: u64 = match option_env!("LAZY_MMU_OPERATIONS") {
    None => 1_000_000,
    Some(text) => match u64::from_str_radix(text, 10) {
        Ok(operations) => operations,
        Err(_) => panic!("LAZY_MMU_OPERATIONS is not a number"),
    },
};

/// Runs of pages that are mapped or not, side by side.
const BLOCKS: usize = 4;
/// The longest run.
const MOST: usize = 32;
/// Twice as many frames, so that an address leads elsewhere each time that it is mapped.
const FRAMES: usize = 2 * MOST;
const PAGE: u64 = 4096;
/// An entry of the root table for each region, so that no two of them install the same table.
const REGION: u64 = 1 << 39;
/// The third block lies across the end of a table.
const FIRST: u64 = 0xffff_8000_0000_0000 + (512 - 2 * MOST as u64 - MOST as u64 / 2) * PAGE;
const DEEPEST: u32 = 5;

/// Where a [`Stress`] runs.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In a task, which can be interrupted by this.
    Task(fn()),
    /// In a handler.
    Handler,
}

/// One context's pages, its random program and what that must cost.
#[derive(Debug)]
pub struct Stress {
    /// The cost that the model predicts.
    pub predicted: Predicted,
    /// Pages mapped, protected and unmapped.
    pub operations: u64,
    /// The calls that did that.
    pub calls: u64,
    place: Place,
    /// Whether to touch what must fault. One context at a time can.
    probes: bool,
    random: Random,
    blocks: [Block; BLOCKS],
}

#[derive(Debug)]
struct Block {
    start: u64,
    frames: [Frame; FRAMES],
    /// Of [`Self::frames`], the first that is mapped.
    first: usize,
    count: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Unmapped,
    Writable,
    ReadOnly,
}

/// The innermost one, unless it is suspended, and what the model's remembers.
type Section<'a> = Option<(&'a LazyMmuGuard<Kernel>, Token)>;

impl Stress {
    /// In the region of that number, which is this one's alone. Its tables are installed here.
    ///
    /// # Panics
    ///
    /// If the pool has no frames for it.
    pub fn new(region: usize, place: Place, probes: bool) -> Self {
        let start = FIRST + REGION * region as u64;
        let blocks = core::array::from_fn(|index| {
            let mut frames = [space().root(); FRAMES];
            for frame in &mut frames {
                *frame = space().frames().take().expect("a frame");
            }
            let start = start + (index * MOST) as u64 * PAGE;
            map_pages::<Kernel>(space(), start, &frames[..MOST], Attributes::READ_WRITE)
                .expect("frames for tables");
            unmap_pages::<Kernel>(space(), Pages::new(start, MOST)).expect("mapped");
            Block { start, frames, first: 0, count: 0, state: State::Unmapped }
        });
        let predicted = Predicted::new(matches!(place, Place::Handler));
        Self {
            predicted,
            operations: 0,
            calls: 0,
            place,
            probes,
            random: Random::new(region as u64),
            blocks,
        }
    }

    /// A few random steps, after which every guard has been dropped.
    ///
    /// # Panics
    ///
    /// If a page leads elsewhere than it should, or the mode is not where the model is.
    pub fn run(&mut self) {
        if matches!(self.place, Place::Handler) {
            self.predicted.mode.interrupt_a_task(!Task::current().lazy_mmu.is_settled());
        }
        self.steps(None, 0);
        assert_eq!(self.predicted.mode.counts(), Counts::default());
        assert!(self.predicted.mode.in_handler() || !self.predicted.mode.has_deferred());
    }

    /// A store, and nothing else.
    pub fn store(&mut self) {
        queue_pte_barriers::<Kernel>();
        self.predicted.does(Model::store);
    }

    fn steps(&mut self, section: Section<'_>, depth: u32) {
        for _ in 0..=self.random.below(4) {
            self.step(section, depth);
            self.compare();
        }
    }

    fn step(&mut self, section: Section<'_>, depth: u32) {
        match (self.random.below(12), section) {
            (0..=4, _) => self.change_a_block(),
            (5, _) => {
                self.store();
            }
            (6, _) => {
                lazy_mmu_core::flush::<Kernel>();
                self.predicted.does(Model::flush);
            }
            (7, _) => {
                if let Place::Task(interrupt) = self.place {
                    interrupt();
                    // Whether the handler has flushed is its own model's affair, which counts the
                    // barriers.
                    if Task::current().lazy_mmu.is_settled() {
                        self.predicted.mode.was_flushed();
                    }
                }
            }
            (8, _) if depth < DEEPEST => {
                let _pause = PauseGuard::<Kernel>::pause();
                let token = self.predicted.does(Model::pause);
                self.compare();
                self.steps(section, depth + 1);
                self.predicted.does(|mode| mode.resume(token));
            }
            (9, Some((section, token))) if depth < DEEPEST => {
                section.suspend(|| {
                    self.predicted.does(|mode| mode.disable(token));
                    self.compare();
                    self.steps(None, depth + 1);
                });
                let again = self.predicted.does(|mode| mode.restart(token));
                assert_eq!(again, token, "its context is the one that it was made in");
            }
            _ if depth < DEEPEST => {
                let section = LazyMmuGuard::<Kernel>::enable();
                let token = self.predicted.does(Model::enable);
                self.compare();
                self.steps(Some((&section, token)), depth + 1);
                self.predicted.does(|mode| mode.disable(token));
            }
            _ => self.change_a_block(),
        }
    }

    /// The slot is where the model is.
    #[track_caller]
    fn compare(&self) {
        let mode = &self.predicted.mode;
        assert_eq!(is_active::<Kernel>(), mode.is_active());
        if !mode.in_handler() {
            let slot = &Task::current().lazy_mmu;
            assert_eq!((slot.counts(), slot.is_settled()), (mode.counts(), !mode.has_deferred()));
        }
    }

    /// Maps a run that is not mapped; unmaps one that is, or changes its permissions. The result is
    /// checked at once, as each of these functions is a section that has ended.
    fn change_a_block(&mut self) {
        let Self { random, predicted, blocks, .. } = self;
        let block = &mut blocks[random.below(BLOCKS)];
        if block.state == State::Unmapped {
            block.count = 1 + random.below(MOST);
            block.first = random.below(FRAMES - block.count + 1);
            map_pages::<Kernel>(space(), block.start, block.mapped(), Attributes::READ_WRITE)
                .expect("its tables are there");
            predicted.map(block.count as u64);
            block.state = State::Writable;
        } else {
            (block.state, _) = match (block.state, random.below(3)) {
                (_, 0) => (
                    State::Unmapped,
                    unmap_pages::<Kernel>(space(), block.pages()).expect("mapped"),
                ),
                (State::Writable, _) => (State::ReadOnly, block.protect(Attributes::READ_ONLY)),
                _ => (State::Writable, block.protect(Attributes::READ_WRITE)),
            };
            predicted.change(block.count as u64);
        }
        self.operations += block.count as u64;
        self.calls += 1;
        block.check(random.next());
        if self.probes {
            let address = block.start + random.below(block.count) as u64 * PAGE;
            match block.state {
                State::Unmapped => {
                    assert_eq!(try_read(address), Outcome::TranslationFault);
                    predicted.fault();
                }
                State::ReadOnly => assert_eq!(try_write(address), Outcome::PermissionFault),
                State::Writable => {}
            }
        }
    }
}

impl Block {
    fn pages(&self) -> Pages {
        Pages::new(self.start, self.count)
    }

    fn mapped(&self) -> &[Frame] {
        &self.frames[self.first..][..self.count]
    }

    fn protect(&self, attributes: Attributes) {
        protect_pages::<Kernel>(space(), self.pages(), attributes).expect("mapped");
    }

    /// Each address leads to its page and to no other, or nowhere. Writes `seed` and the address
    /// where it can.
    fn check(&self, seed: u64) {
        for (address, &frame) in self.pages().each().zip(self.mapped()) {
            let here = &space().frames().page(frame).0[0];
            let word = with_exposed_provenance_mut::<u64>(address as usize);
            match self.state {
                State::Unmapped => {
                    assert_eq!(space().translate(address), None);
                    continue;
                }
                // SAFETY: mapped, writable and this context's alone; a fault would be reported, and
                // is what is tested for.
                State::Writable => unsafe { word.write_volatile(address ^ seed) },
                State::ReadOnly => here.store(address ^ seed, Relaxed),
            }
            // SAFETY: mapped, and written by nobody else.
            let there = unsafe { word.read_volatile() };
            assert!(
                there == address ^ seed && here.load(Relaxed) == there,
                "{address:#x} is not {frame:?}"
            );
        }
    }
}

/// Marsaglia's xorshift64*.
#[derive(Debug)]
struct Random(u64);

impl Random {
    const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 32) % limit as u64) as usize
    }
}
