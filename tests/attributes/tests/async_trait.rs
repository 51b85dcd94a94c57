//! `#[async_trait]`: its futures call functions that run in a section; and plain functions beside
//! them run in a section as anywhere.

use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

struct Table;

#[async_trait]
trait Maps {
    async fn map(&self) -> [u8; 2];
    fn map_now(&self) -> u8;

    #[lazy_mmu]
    fn provided(&self) -> u8 {
        sections()
    }
}

#[async_trait]
impl Maps for Table {
    async fn map(&self) -> [u8; 2] {
        let in_the_function = self.map_now();
        ready(()).await;
        [in_the_function, sections()]
    }

    #[lazy_mmu]
    fn map_now(&self) -> u8 {
        sections()
    }
}

#[test]
fn a_plain_function_of_an_async_trait_runs_in_a_section() {
    assert_eq!([Table.map_now(), Table.provided()], [1, 1]);
    assert_eq!(sections(), 0);
}

#[test]
fn a_future_is_in_the_section_of_the_function_that_it_calls_and_no_longer() {
    let polled = pin!(Table.map()).poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(polled, Poll::Ready([1, 0]));
    assert_eq!(sections(), 0);
}
