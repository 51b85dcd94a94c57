//! `#[tracing::instrument]`: the section is in the span, or the span in the section.

use std::sync::atomic::{AtomicU64, Ordering};

use lazy_mmu_core::lazy_mmu;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::with_default;
use tracing::{Event, Metadata, Subscriber, instrument};
use ui_tests::kernel::{note, sections, trace};

/// Notes when a span is entered and left.
struct Notes(AtomicU64);

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn enter(&self, _: &Id) {
        note("enter");
    }

    fn exit(&self, _: &Id) {
        note("exit");
    }

    fn event(&self, event: &Event<'_>) {
        note(event.metadata().level());
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}
}

fn traced<T>(f: impl FnOnce() -> T) -> (T, Vec<String>) {
    with_default(Notes(AtomicU64::new(0)), || {
        let result = f();
        (result, trace())
    })
}

#[instrument(ret)]
#[lazy_mmu]
fn span_first(page: u8) -> u8 {
    page * sections()
}

#[lazy_mmu]
#[instrument(skip(page))]
fn section_first(page: u8) -> u8 {
    page * sections()
}

#[instrument(err)]
#[lazy_mmu(pause)]
fn fails_in_a_pause() -> Result<u8, u8> {
    Err(sections())?;
    Ok(1)
}

#[test]
fn a_section_surrounds_the_span_that_is_expanded_first() {
    assert_eq!(
        traced(|| span_first(3)),
        (3, ["enable", "enter", "INFO", "exit", "disable"].map(str::to_owned).to_vec())
    );
    assert_eq!(sections(), 0);
}

#[test]
fn a_section_that_is_expanded_first_is_in_the_span() {
    assert_eq!(
        traced(|| section_first(3)),
        (3, ["enter", "enable", "disable", "exit"].map(str::to_owned).to_vec())
    );
    assert_eq!(sections(), 0);
}

#[test]
fn an_error_that_is_traced_ends_the_pause() {
    let (result, trace) = traced(fails_in_a_pause);
    assert_eq!(result, Err(0));
    assert_eq!(trace, ["pause", "enter", "ERROR", "exit", "resume"]);
}
