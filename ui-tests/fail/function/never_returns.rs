//! A function that never returns never ends its section, so its barriers are never issued.

use lazy_mmu_core::lazy_mmu;

// A function.
#[lazy_mmu]
fn plain() -> ! {
    loop {}
}

// A pause that never ends keeps the mode off.
#[lazy_mmu(pause)]
fn in_a_pause() -> ! {
    loop {}
}

// A default method of a trait.
trait Task {
    #[lazy_mmu]
    fn in_a_trait(&self) -> ! {
        loop {}
    }
}

// The error points at the user's `!`, not into the macro.
macro_rules! task {
    ($name:ident -> $result:ty) => {
        #[lazy_mmu]
        fn $name() -> $result {
            loop {}
        }
    };
}
task!(behind_a_macro -> !);

// The entry of a kernel.
#[lazy_mmu]
fn main() -> ! {
    loop {}
}
