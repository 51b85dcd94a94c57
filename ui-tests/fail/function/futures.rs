//! A function that makes a future. The future would run after the section, or hold it across `.await`.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use lazy_mmu_core::lazy_mmu;

// An `async fn`, written out.
#[lazy_mmu]
fn opaque() -> impl Future<Output = u8> {
    async { 1 }
}

// The same, boxed.
#[lazy_mmu]
fn boxed() -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async { 1 })
}

// A future that this function only passes on.
#[lazy_mmu(pause)]
fn passed_on(first: bool) -> Option<impl Future<Output = u8>> {
    first.then(|| std::future::ready(1))
}

// A method of a trait.
struct Table;
trait Maps {
    fn map(&self) -> impl Future<Output = u8>;
}
impl Maps for Table {
    #[lazy_mmu(defer)]
    fn map(&self) -> impl Future<Output = u8> {
        async { 1 }
    }
}

// An alias hides the future in the type, so the attribute finds the block.
type Mapped = Pin<Box<dyn Future<Output = u8>>>;
#[lazy_mmu]
fn by_another_name() -> Mapped {
    Box::pin(async move { 1 })
}

// The section would stay open while the block waits.
#[lazy_mmu]
fn polled() -> bool {
    let body = pin!(async { 1 });
    body.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

// The task runs after the section.
#[lazy_mmu]
fn spawns() {
    spawn(async {});
}
fn spawn(_: impl Future<Output = ()>) {}

fn main() {}
