//! `guard = …` gives the body its guard by reference.
#![deny(warnings)]

use lazy_mmu_core::{LazyMmuGuard, lazy_mmu};
use ui_tests::kernel::{K, pauses, sections, trace};

#[lazy_mmu(guard = mmu, platform = K)]
fn by_name() {
    let _: &LazyMmuGuard<K> = mmu;
    mmu.flush();
    assert_eq!(mmu.suspend(sections), 0);
    let pause = mmu.pause();
    assert_eq!((sections(), pauses()), (1, 1));
    drop(pause);
}

#[lazy_mmu(guard = r#fn)]
fn by_keyword() -> u8 {
    r#fn.suspend(sections) + sections()
}

macro_rules! mapping {
    ($name:ident, $mmu:ident, $body:expr) => {
        #[lazy_mmu(guard = $mmu)]
        fn $name() -> u8 {
            $body
        }
    };
}

mapping!(by_a_name_from_a_macro, mmu, mmu.suspend(sections));

fn main() {
    by_name();
    assert_eq!(
        trace(),
        ["enable", "flush", "disable", "enable", "pause", "resume", "disable"],
        "it lives to the end of the body, and no longer"
    );
    assert_eq!(by_keyword(), 1);
    assert_eq!(by_a_name_from_a_macro(), 0);
    assert_eq!(sections(), 0);
}
