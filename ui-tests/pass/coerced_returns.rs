//! Two `return`s and a last expression of three types, each coerced to the result's.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn callback(which: u8) -> Box<dyn Fn() -> u8> {
    let made = sections();
    if which == 0 {
        return Box::new(|| 9);
    }
    if which == 1 {
        return Box::new(move || made);
    }
    Box::new(sections)
}

#[lazy_mmu]
fn entry<'a>(entries: &'a mut [u8; 2], name: &'static str) -> Result<&'a [u8], Box<dyn std::error::Error>> {
    if name.is_empty() {
        return Err("no name".into());
    }
    entries[0] = sections();
    Ok(entries)
}

fn main() {
    assert_eq!([callback(0)(), callback(1)(), callback(2)()], [9, 1, 0]);
    assert_eq!(entry(&mut [7, 8], "name").unwrap(), [1, 8]);
    assert_eq!(entry(&mut [7, 8], "").unwrap_err().to_string(), "no name");
}
