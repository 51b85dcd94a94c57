//! Functions that a macro writes, and functions full of macros.

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

macro_rules! from_fragments {
    ($(#[$attribute:meta])* $vis:vis fn $name:ident($argument:ident: $type:ty) -> $result:ty $body:block) => {
        #[lazy_mmu]
        $(#[$attribute])*
        $vis fn $name($argument: $type) -> $result $body
    };
}

from_fragments! {
    /// Of fragments.
    #[must_use]
    pub fn fragments(page: u8) -> u8 {
        page + sections()
    }
}

macro_rules! from_tokens {
    ($($function:tt)*) => {
        $($function)*
    };
}

from_tokens! {
    /// Of tokens.
    #[lazy_mmu]
    #[must_use]
    pub fn tokens(page: u8) -> u8 {
        page + sections()
    }
}

macro_rules! from_an_item {
    ($function:item) => {
        #[lazy_mmu]
        $function
    };
}

from_an_item! {
    /// Whole.
    #[must_use]
    pub fn whole(page: u8) -> u8 {
        page + sections()
    }
}

macro_rules! page {
    () => {
        sections() + 1
    };
}

/// A macro as its last expression.
#[lazy_mmu]
#[must_use]
pub fn last_expression() -> u8 {
    page!()
}

/// The attribute by another.
#[cfg_attr(all(), lazy_mmu)]
#[must_use]
pub fn by_another_attribute() -> u8 {
    sections()
}
