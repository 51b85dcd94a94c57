// SPDX-License-Identifier: MIT OR Apache-2.0
//! The attribute [`#[lazy_mmu]`](macro@lazy_mmu) of `lazy_mmu_core`: it runs a function's body in a
//! section of the lazy MMU mode.
//!
//! Depend on `lazy-mmu-core`, not on this crate. `lazy-mmu-core` exports the attribute as
//! `lazy_mmu_core::lazy_mmu`, by its feature `macros`, which is on by default. The expansion names
//! that crate. The page
//! of `lazy_mmu_core` explains the mode, and the [attribute's page](macro@lazy_mmu) is its manual.
#![forbid(unsafe_code)]

mod args; // the arguments between the parentheses
mod errors; // all errors of one use, at once
mod expand; // the statement that is inserted
mod function; // the functions that the attribute takes
mod futures; // functions that make a future
mod returns; // the return type, as the body names it
mod suggest; // the argument that the user may have meant
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// The page of the package, whose example is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// Runs a function's body in a section of the lazy MMU mode.
///
/// The barriers of page-table writes made while the body runs may be deferred to its end, and
/// issued once. It makes no difference how the body ends: `return`, `?`, and unwinding end the
/// section too.
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
/// # struct Table;
/// # struct Full;
/// # impl Table { fn map(&mut self, _page: usize) -> Result<(), Full> { Ok(()) } }
///
/// #[lazy_mmu]
/// fn map_all(table: &mut Table, pages: &[usize]) -> Result<(), Full> {
///     for page in pages {
///         table.map(*page)?;
///     }
///     Ok(())
/// }
/// # fn main() { assert!(map_all(&mut Table, &[0, 1]).is_ok()); }
/// ```
///
/// It goes on functions with a body: free ones, methods with any receiver, methods of traits and of
/// their implementations, generic ones, `unsafe fn`, `extern "C" fn`, and those that a macro
/// writes. Others are refused with an error that says what to do instead.
///
/// # Arguments
///
/// They may be combined, in any order; only `pause` excludes `guard` and `defer`.
///
/// ## `platform = TYPE`
///
/// The mode of the section. Without this argument it is `Global`: the platform that the kernel
/// registered with `set_platform!`, reached through a call. With the kernel's own type, the section
/// is inlined. Any `Mode` does, a type parameter of the function as well.
///
/// ```
/// use lazy_mmu_core::{Mode, lazy_mmu};
/// # use lazy_mmu_core::NoLazyMmu as MyKernel;
///
/// #[lazy_mmu(platform = MyKernel)]
/// fn map_stack() {}
///
/// #[lazy_mmu(platform = M)]
/// fn map_heap<M: Mode>() {}
/// # map_stack();
/// # map_heap::<MyKernel>();
/// ```
///
/// ## `defer`
///
/// For helpers that map. Called alone, the function flushes once at its end, so its stores are
/// settled when it returns. Called in its caller's section, it leaves the flush to that section, so
/// a loop over helpers flushes once. However it ends, by `return`, `?` or a panic, it issues no
/// barrier of its own there. Without this argument, the end of a section flushes inside another one
/// too, because the caller may use the pages.
///
/// The outermost caller carries `#[lazy_mmu]`, its helpers `#[lazy_mmu(defer)]`. A function that
/// touches what it maps carries `#[lazy_mmu]`, or flushes first.
///
/// The result must show that it may not be settled: an `Unsettled`, or an `Option`, a `Result`, an
/// array or a tuple of those (the trait `Defers`). The compiler checks the type, whatever it is
/// called: an alias, `Self::Mapped`, a macro. It refuses others at the return type. The attribute
/// itself refuses a bare `impl Trait`; `Unsettled<impl Trait, _>` is right.
///
/// ```
/// use lazy_mmu_core::{Global, Unsettled, lazy_mmu};
/// # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
/// # struct Full;
///
/// #[lazy_mmu(defer)]
/// fn map_all(pages: &[u64]) -> Result<Unsettled<usize, Global>, Full> {
///     for page in pages {
///         map(*page)?.leave(); // to the caller's section
///     }
///     Ok(Unsettled::new(pages.len()))
/// }
///
/// #[lazy_mmu(defer)]
/// fn map(page: u64) -> Result<Unsettled<(), Global>, Full> {
///     // … store an entry …
/// #   _ = page;
///     Ok(Unsettled::new(()))
/// }
/// # fn main() { assert!(map_all(&[0x1000]).is_ok_and(|pages| pages.flush() == 1)); }
/// ```
///
/// ## `defer = given_address`
///
/// The same for a function whose caller chose the address, and so knows it already. The result can
/// hide nothing then, and is of any type. The caller ends its own section, or flushes, before it
/// uses the address.
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # lazy_mmu_core::set_platform!(lazy_mmu_core::NoLazyMmu);
///
/// #[lazy_mmu(defer = given_address)]
/// fn map_at(address: u64) -> bool {
///     // … store an entry …
/// #   _ = address;
///     true
/// }
/// # fn main() { assert!(map_at(0x1000)); }
/// ```
///
/// ## `pause`
///
/// Runs the body in a pause instead: each of its writes takes effect at once, whatever sections are
/// open around it. For code that uses what it has just mapped.
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # use lazy_mmu_core::NoLazyMmu as MyKernel;
///
/// #[lazy_mmu(pause, platform = MyKernel)]
/// fn map_shadow_and_write_to_it() {
///     assert!(!lazy_mmu_core::is_active::<MyKernel>());
/// }
/// # map_shadow_and_write_to_it();
/// ```
///
/// ## `guard = NAME`
///
/// Gives the body its guard by that name, to flush, pause or suspend the section. It is a
/// `&LazyMmuGuard`, and with `defer` a `&DeferringGuard`, which dereferences to one. The body can't
/// drop, move or leak it.
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # use lazy_mmu_core::NoLazyMmu as MyKernel;
/// # fn sleep() {}
///
/// #[lazy_mmu(guard = mmu, platform = MyKernel)]
/// fn map_then_sleep_then_map() {
///     // … map some …
///     mmu.flush(); // these may be used from here on
///     mmu.suspend(|| sleep());
///     // … map more …
/// }
/// # map_then_sleep_then_map();
/// ```
///
/// ## `crate = PATH`
///
/// The path of `lazy_mmu_core`, if it isn't `::lazy_mmu_core`: the dependency has another name, or
/// another crate re-exports it.
///
/// ```
/// mod my_kernel {
///     pub extern crate lazy_mmu_core as mmu;
/// }
/// # use my_kernel::mmu::NoLazyMmu as MyKernel;
///
/// #[my_kernel::mmu::lazy_mmu(crate = crate::my_kernel::mmu, platform = MyKernel)]
/// fn map() {}
/// # fn main() { map(); }
/// ```
///
/// # Futures
///
/// A function that makes a future is refused: the future's code runs later, when the section has
/// ended, or it waits with the section held. The attribute goes on a plain function instead, which
/// the future calls:
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # use lazy_mmu_core::NoLazyMmu as MyKernel;
///
/// async fn read_ahead(pages: &[usize]) {
///     // … wait for the disk …
///     map_all(pages);
/// }
///
/// #[lazy_mmu(platform = MyKernel)]
/// fn map_all(pages: &[usize]) {
///     // … store the entries …
/// #   _ = pages;
/// }
/// # drop(read_ahead(&[]));
/// ```
///
/// Refused are
///
/// * an `async fn`;
/// * a function whose return type is a future or holds one: `impl Future`, `Pin<Box<dyn Future>>`,
///   `BoxFuture`, `Option<impl Future>`;
/// * a function with an `async` block in its body. If it maps and starts a future as well, let
///   another function make the future.
///
/// So an `async fn` is refused beside other attributes, too, whichever is expanded first:
/// `#[async_trait]` turns it into one that returns a boxed future, `#[tokio::main]` and
/// `#[tokio::test]` into one that runs an `async` block to its end.
///
/// The attribute reads the function's own tokens. It doesn't see a future that another function
/// makes and that has another name here (`type Reading = …`), the code of an `async` closure, or a
/// call of `block_on`.
///
/// # The inserted statement
///
/// The attribute inserts one statement, after the items that the body starts with. It is one of
///
/// ```text
/// let _lazy_mmu_section = ::lazy_mmu_core::LazyMmuGuard::<MODE>::enable();
/// let _lazy_mmu_pause = ::lazy_mmu_core::PauseGuard::<MODE>::pause();
/// let NAME = &::lazy_mmu_core::LazyMmuGuard::<MODE>::enable();
/// let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<MODE>::enable::<RETURNED>();
/// let _lazy_mmu_section = ::lazy_mmu_core::DeferringGuard::<MODE>::enable_given_address();
/// ```
///
/// where the user's code can name only `NAME`. `RETURNED` is the function's return type, with `()`
/// in place of each `impl Trait`. It is read in the body, so an item there that has the name of a
/// type in the signature is taken for that type. (A `static` or `const` of such a name is in the
/// way, and the compiler says so.)
///
/// Everything else stays as it was: the signature, other attributes, the meaning of `return`, of
/// borrowed results and of `#[track_caller]`, and the lints. One lint may see the statement,
/// `clippy::items_after_statements`: if a body begins with the call of a macro, which may write
/// statements or items, the statement goes before it. Put the other items first, and allow the lint
/// for those of the macro.
///
/// The attribute is refused if it is given twice. The exception is a first one with `guard = NAME`
/// under another name (`use lazy_mmu as lm;`), which looks like a user's own code. The second one
/// is then a section inside the first, which costs a little, and is right.
///
/// # When the section ends
///
/// After the body's locals have dropped, and **before the arguments** drop. So a lock whose guard
/// is *passed in* is released after the section has ended, as it should be:
///
/// ```
/// use lazy_mmu_core::lazy_mmu;
/// # use lazy_mmu_core::NoLazyMmu as MyKernel;
/// # use std::sync::{Mutex, MutexGuard};
/// # struct Table;
///
/// #[lazy_mmu(platform = MyKernel)]
/// fn change(table: MutexGuard<'_, Table>) {
///     // … write to `table` …
/// } // the section flushes, then the lock is released
/// # change(Mutex::new(Table).lock().unwrap());
/// ```
///
/// Three things follow from it:
///
/// * A function that takes the lock *itself* releases it before the section ends. This is harmless
///   on arm64, and wrong for an architecture that queues the writes. Open the section after the
///   lock by `section` or a `LazyMmuGuard`, or pass the lock's guard in.
/// * A function that returns an iterator or a closure makes it in the section. Its code runs later,
///   outside.
/// * In editions up to 2021, temporaries of the body's last expression drop after the section has
///   ended. From 2024 on they drop in it.
#[proc_macro_attribute]
pub fn lazy_mmu(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::lazy_mmu(args.into(), item.into()).into()
}
