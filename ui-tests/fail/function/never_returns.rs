//! A section that never ends never issues its barriers.

use lazy_mmu_core::lazy_mmu;

// On a function.
#[lazy_mmu]
fn plain() -> ! {
    loop {}
}

// A pause that never ends keeps the mode off for ever.
#[lazy_mmu(pause)]
fn in_a_pause() -> ! {
    loop {}
}

// Nor does a default method that never returns end its section.
trait Task {
    #[lazy_mmu]
    fn in_a_trait(&self) -> ! {
        loop {}
    }
}

// The `!` is where the user wrote it.
macro_rules! task {
    ($name:ident -> $result:ty) => {
        #[lazy_mmu]
        fn $name() -> $result {
            loop {}
        }
    };
}
task!(behind_a_macro -> !);

// A kernel's entry opens no section.
#[lazy_mmu]
fn main() -> ! {
    loop {}
}
