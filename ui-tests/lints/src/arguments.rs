//! The arguments of the attribute.

use lazy_mmu_core::{Global, LazyMmuGuard, Mode, NoLazyMmu, lazy_mmu};
use ui_tests::kernel::{K, pauses, sections};

/// The mode, under another name.
pub mod renamed {
    pub use lazy_mmu_core as mmu;
}

/// None, in parentheses.
#[lazy_mmu()]
#[must_use]
pub fn none() -> u8 {
    sections()
}

/// `platform`
#[lazy_mmu(platform = K)]
#[must_use]
pub fn platform() -> u8 {
    sections()
}

/// `platform`, that of the final kernel.
#[lazy_mmu(platform = Global)]
#[must_use]
pub fn global() -> u8 {
    sections()
}

/// `platform`, where there is no mode.
#[lazy_mmu(platform = NoLazyMmu)]
#[must_use]
pub fn no_mode() -> u8 {
    sections()
}

/// `platform`, a parameter.
#[lazy_mmu(platform = M)]
#[must_use]
pub fn any<M: Mode>() -> u8 {
    sections()
}

/// `pause`
#[lazy_mmu(pause)]
#[must_use]
pub fn pause() -> u8 {
    pauses()
}

/// `pause`, with a platform.
#[lazy_mmu(pause, platform = K)]
#[must_use]
pub fn pause_of_a_platform() -> u8 {
    pauses()
}

/// `guard`
#[lazy_mmu(guard = mmu)]
#[must_use]
pub fn guard() -> u8 {
    mmu.flush();
    mmu.suspend(sections)
}

/// `guard`, handed on.
#[lazy_mmu(platform = K, guard = mmu)]
pub fn guard_of_a_platform(callback: impl FnOnce(&LazyMmuGuard<K>)) {
    callback(mmu);
}

/// `guard`, by a name that says that it is not used.
#[lazy_mmu(guard = _mmu)]
#[must_use]
pub fn guard_not_used() -> u8 {
    sections()
}

/// `crate`
#[lazy_mmu(crate = renamed::mmu)]
#[must_use]
pub fn renamed_crate() -> u8 {
    sections()
}

/// All that go together.
#[lazy_mmu(crate = renamed::mmu, platform = K, guard = mmu)]
#[must_use]
pub fn all() -> u8 {
    mmu.flush();
    sections()
}
