//! Functions with a fault each, which a lint finds. `tests/compiled/tests/fidelity/lints.rs` checks
//! that the lints say the same with the attribute.
#![warn(let_underscore_drop, missing_docs, unreachable_pub, unused_qualifications, unused_results)]
#![warn(
    rust_2024_compatibility,
    clippy::all,
    clippy::cargo,
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction
)]
#![allow(clippy::missing_const_for_fn)] // With the attribute no function could be const.

#[cfg(feature = "attribute")]
use fidelity::K;
use fidelity::Noted;
#[cfg(feature = "attribute")]
use lazy_mmu_core::lazy_mmu;

#[deprecated]
const fn old() {}

fn entry() -> Result<u8, u8> {
    Ok(1)
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn never_called() {}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn result_not_used() {
    entry();
    entry().is_ok();
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn calls_what_is_deprecated() {
    old();
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn variables_not_used(argument: u8) {
    let local = 1;
    let mut changed = 2;
    changed = 3;
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn mut_not_used() -> u8 {
    let mut page = 1;
    page
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn code_not_reached() -> u8 {
    return 1;
    println!("never");
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn braces_and_parentheses() -> u8 {
    let page = { (1 + 2) };
    (page)
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn braces_around_everything() -> u8 {
    { 1 }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn result_let_drop() {
    let _ = Noted("dropped at once");
    let _page = std::vec::Vec::<u8>::new();
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn loop_that_never_loops() {
    loop {
        break;
    }
    while true {
        break;
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn item_after_statement() -> u8 {
    let page = PAGE;
    const PAGE: u8 = 1;
    page
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn needless_return(page: u8) -> u8 {
    return page;
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn wrapped_for_nothing(page: u8) -> Option<u8> {
    Some(page)
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn passed_by_value(pages: Vec<u8>) -> u8 {
    pages[0]
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn let_and_return() -> u8 {
    let page = fidelity::counts().enable;
    page
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn panics(page: Option<u8>) -> u8 {
    page.unwrap()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> bool {
    if a == b && c == d && e == f && g == h { true } else { false }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn by_index(pages: &Vec<u8>) {
    for index in 0..pages.len() {
        println!("{}", pages[index]);
    }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn no_safety_comment(page: *const u8) -> u8 {
    unsafe { *page }
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn casts(page: u64) -> u8 {
    page as u8
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn locked(page: &std::sync::Mutex<u8>) -> u8 {
    let guard = page.lock().unwrap();
    let page = *guard;
    println!("{page}");
    page
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn tail() -> usize {
    Noted("dropped earlier from 2024 on").name().len()
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn could_be_const(page: u8) -> u8 {
    page
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
fn recursion_for_ever(page: u8) -> u8 {
    recursion_for_ever(page)
}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, guard = not_used))]
fn named_guard_not_used() {}

#[cfg_attr(feature = "attribute", lazy_mmu(platform = K, pause))]
fn variable_not_used_in_a_pause() {
    let local = 1;
}

struct Table;

impl Table {
    #[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
    fn self_not_used(&self, page: u8) -> u8 {
        let page = page;
        page
    }

    #[cfg_attr(feature = "attribute", lazy_mmu(platform = K))]
    pub fn new() -> Table {
        Table
    }
}

fn main() {
    result_not_used();
    calls_what_is_deprecated();
    variables_not_used(1);
    mut_not_used();
    code_not_reached();
    braces_and_parentheses();
    braces_around_everything();
    result_let_drop();
    loop_that_never_loops();
    item_after_statement();
    needless_return(1);
    wrapped_for_nothing(1);
    passed_by_value(Vec::new());
    let_and_return();
    panics(None);
    many(1, 2, 3, 4, 5, 6, 7, 8);
    by_index(&Vec::new());
    no_safety_comment(&1);
    casts(1);
    locked(&std::sync::Mutex::new(1));
    tail();
    could_be_const(1);
    recursion_for_ever(1);
    named_guard_not_used();
    variable_not_used_in_a_pause();
    Table::new().self_not_used(1);
}
