//! Names that are keywords elsewhere, of the function, its arguments, its guard and its platform.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[expect(non_camel_case_types)]
type r#struct = ui_tests::kernel::K;

#[lazy_mmu(guard = r#mut, platform = r#struct)]
fn r#fn(r#async: u8) -> u8 {
    r#mut.suspend(sections) + r#async * sections()
}

fn main() {
    assert_eq!(r#fn(3), 3);
    assert_eq!(sections(), 0);
}
