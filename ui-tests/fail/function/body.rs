//! The function has no body, or a body that takes no guard.

use lazy_mmu_core::{LazyMmuGuard, NoLazyMmu, lazy_mmu};

// A declaration has no body.
trait Table {
    #[lazy_mmu]
    fn missing_in_a_trait(&mut self);
}

// A declaration has no body, and its definition does not see the attribute.
unsafe extern "C" {
    #[lazy_mmu]
    fn missing_in_an_extern_block();
}

// The error points at the user's `;`, not into the macro.
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

// A naked function has no prologue and no epilogue, so it drops nothing.
#[lazy_mmu]
#[unsafe(naked)]
extern "C" fn naked() {
    core::arch::naked_asm!("nop")
}

// The body already has the statement that the attribute inserts.
#[lazy_mmu]
fn binds_the_name_of_the_guard() {
    let _lazy_mmu_section = LazyMmuGuard::<NoLazyMmu>::enable();
}

fn main() {}
