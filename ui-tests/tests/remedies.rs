//! The code that "Troubleshooting" has for an operation without a mode, and for an `Unsettled`: it
//! compiles, and runs. (`messages/troubleshooting.rs` compares it with the page.)

use lazy_mmu_core::{
    DeferringGuard, LazyMmuGuard, PauseGuard, Unsettled, flush, paused, section, section_settled,
};
use ui_tests::kernel::{K as MyKernel, pauses, sections};

#[derive(Debug)]
struct OutOfFrames;

/// A mapping that may be deferred.
fn mapped<T>(page: T) -> Unsettled<T, MyKernel> {
    Unsettled::<_, MyKernel>::new(page)
}

#[test]
fn each_operation_names_its_mode() {
    let outer = LazyMmuGuard::<MyKernel>::enable();
    let inner = DeferringGuard::<MyKernel>::enable_given_address();
    assert_eq!(sections(), 2);
    let pause = PauseGuard::<MyKernel>::pause();
    assert_eq!(pauses(), 1);
    drop(pause);
    flush::<MyKernel>();
    assert_eq!(section::<MyKernel, _>(|_mmu| sections()), 3);
    assert_eq!(paused::<MyKernel, _>(pauses), 1);
    drop(inner);
    drop(outer);
    assert!(map().is_ok_and(|page| page.flush() == 4096));
}

/// A deferring section names the type that its function returns.
fn map() -> Result<Unsettled<u64, MyKernel>, OutOfFrames> {
    let _section =
        DeferringGuard::<MyKernel>::enable::<Result<Unsettled<u64, MyKernel>, OutOfFrames>>();
    Ok(mapped(4096))
}

#[test]
fn each_use_of_an_unsettled_value_opens_it_first() {
    let page = mapped(4096);
    let other = 4096;
    assert!(page.flush() == other);
    let page = mapped(4096);
    assert_eq!(page.flush() + 4096, 8192);
    let page = mapped(4096_usize);
    assert_eq!((page.flush() as *mut u8).addr(), 4096);
    let page = mapped(4096);
    let page = page.flush();
    assert_eq!(format!("{page:#x}"), "0x1000");
    let page = mapped(Box::new(0));
    *page.flush() = 1;
    let mut memory = 0;
    let page = mapped(&raw mut memory);
    // SAFETY: it points to a variable.
    unsafe { page.flush().write(1) };
    assert_eq!(memory, 1);
    let pages = mapped([4096]);
    assert_eq!(pages.flush()[0], 4096);
    let pages = mapped([4096]);
    for page in pages.flush() {
        assert_eq!(page, 4096);
    }
    let code: Unsettled<fn() -> u8, _> = mapped(sections);
    assert_eq!(code.flush()(), 0);
}

/// A result inside is opened before the `?`, and a result outside after it.
fn both_results() -> Option<u64> {
    let map = || mapped(Some(4096));
    let first = map().flush()?;
    let page = Some(mapped(4096))?;
    page.leave();
    let section = LazyMmuGuard::<MyKernel>::enable();
    let page = mapped(4096);
    let second = section.finish(page);
    Some(first + second + section_settled::<MyKernel, _>(|_mmu| mapped(4096)))
}

#[test]
fn a_result_inside_or_outside_of_an_unsettled_is_opened() {
    assert_eq!(both_results(), Some(3 * 4096));
}
