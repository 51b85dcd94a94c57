//! A plain function that returns a future: nothing of a section is held across its `.await`, so it is `Send`.
#![deny(warnings)]

use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

#[lazy_mmu]
fn map() -> impl Future<Output = (u8, u8)> + Send {
    let made = sections();
    async move {
        ready(()).await;
        (made, sections())
    }
}

fn main() {
    let future = pin!(map());
    let polled = future.poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(polled, Poll::Ready((1, 0)));
}
