//! There is no body, or it is one that no guard can be added to.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};

// A declaration runs nothing.
trait Table {
    #[lazy_mmu]
    fn missing_in_a_trait(&mut self);
}

// A declaration runs nothing, and whoever defines it does not see the attribute.
unsafe extern "C" {
    #[lazy_mmu]
    fn missing_in_an_extern_block();
}

// The `;` is where the user wrote it.
macro_rules! declare {
    ($($function:tt)*) => {
        trait Declared {
            #[lazy_mmu]
            $($function)*
        }
    };
}
declare!(
    fn missing_behind_a_macro(&mut self);
);

// A naked function has no prologue and no epilogue, so nothing can be dropped.
#[lazy_mmu]
#[unsafe(naked)]
extern "C" fn naked() {
    core::arch::naked_asm!("nop")
}

// It has what the attribute would write, written by hand.
#[lazy_mmu]
fn binds_the_name_of_the_guard() {
    let _lazy_mmu_section = LazyMmuGuard::<NoLazyMmu>::enable();
}

fn main() {}
