//! A wrong argument invalidates everything, and then panics with the argument's name: while the
//! panic unwinds, frames may be given back.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;
use std::thread::{ThreadId, current};

use lazy_mmu_arm64::record::Instruction::{self, DsbIsh, DsbIshst, DsbNsh, Isb, Tlbi as Step};
use lazy_mmu_arm64::record::{self, Tlbi};
use lazy_mmu_arm64::tlb::user::Asid;
use lazy_mmu_arm64::tlb::{self, Gather, local, set_features, user};
use lazy_mmu_arm64::{El1, El2};

use crate::{PAGE, PLAIN, START};

type Call = fn(u64, usize, u64);

fn refused(call: impl FnOnce()) -> (String, Vec<Instruction>) {
    set_features(PLAIN);
    record::take();
    let payload = catch_unwind(AssertUnwindSafe(call)).expect_err("it is refused");
    (payload.downcast_ref::<String>().expect("a message").clone(), record::take())
}

#[test]
fn each_function_refuses_a_size_and_a_run_that_wraps_after_it_has_invalidated_everything() {
    let everything = [DsbIshst, Step(Tlbi::Vmalle1is, 0), DsbIsh, Isb];
    let here = [DsbIshst, Step(Tlbi::Vmalle1, 0), DsbNsh, Isb];
    let calls: [(Call, &[Instruction]); 8] = [
        (tlb::invalidate::<El1>, &everything),
        (tlb::invalidate_walk::<El1>, &everything),
        (tlb::invalidate_walk::<El2>, &[DsbIshst, Step(Tlbi::Alle2is, 0), DsbIsh, Isb]),
        (local::invalidate::<El1>, &here),
        (local::invalidate_walk::<El1>, &here),
        // Every ASID, because the right one is not known.
        (
            |address, count, size| user::invalidate(Asid::new(1), address, count, size),
            &everything[..3],
        ),
        (
            |address, count, size| user::invalidate_walk(Asid::new(1), address, count, size),
            &everything[..3],
        ),
        (
            |address, count, size| Gather::<El1, (), 1>::new().run(address, count, size, ()),
            &everything,
        ),
    ];
    for (call, expected) in calls {
        for (count, size) in [(1, 0), (1, 100), (1, 2048), (1, 12288), (0, 5)] {
            let (message, executed) = refused(|| call(START, count, size));
            assert_eq!(
                message,
                format!(
                    "a leaf maps a power of two of at least 4096 bytes, not {size}; correct `size`"
                )
            );
            assert_eq!(executed, expected);
        }
        for (address, count, size) in [
            (START, usize::MAX, PAGE),
            (START, 1 << 52, PAGE),
            (u64::MAX - 4095, 2, PAGE),
            (PAGE, 2, 1 << 63),
        ] {
            let (message, executed) = refused(|| call(address, count, size));
            assert_eq!(
                message,
                format!(
                    "`count` = {count} leaves of {size} bytes from {address:#x} on do not fit into the address space; correct `count`, or \
                     use `invalidate_all`"
                )
            );
            assert_eq!(executed, expected);
        }
    }
}

#[test]
fn a_refusal_names_the_line_of_the_call() {
    static PLACES: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());
    let before = take_hook();
    set_hook(Box::new(move |info| {
        let place = info.location().map_or_else(String::new, |location| location.file().to_owned());
        PLACES.lock().unwrap().push((current().id(), place));
        before(info);
    }));
    let calls: [fn(); 5] = [
        || tlb::invalidate::<El1>(START, 1, 0),
        || tlb::invalidate_each::<El1>([START], 0),
        || local::invalidate_walk::<El1>(START, 1, 0),
        || user::invalidate(Asid::new(1), START, 1, 0),
        || Gather::<El1, (), 1>::new().leaf(START, 0, ()),
    ];
    for call in calls {
        refused(call);
        // The lock is free before the assertion, because the panic hook takes it.
        let (_, place) = PLACES
            .lock()
            .unwrap()
            .iter()
            .rfind(|(thread, _)| *thread == current().id())
            .cloned()
            .expect("it has panicked");
        assert!(place.ends_with("refused.rs"), "{place}");
    }
}

#[test]
fn a_size_of_scattered_leaves_is_refused_too() {
    let (message, executed) = refused(|| tlb::invalidate_each::<El1>([START], 5000));
    assert!(message.contains("not 5000"), "{message}");
    assert_eq!(executed, [DsbIshst, Step(Tlbi::Vmalle1is, 0), DsbIsh, Isb]);
}

#[test]
fn an_iterator_that_panics_leaves_no_translation() {
    let (message, executed) = refused(|| {
        tlb::invalidate_each::<El1>(
            (0..3u64).map(|page| {
                if page < 2 { START + page * PAGE } else { panic!("{}", format!("no page {page}")) }
            }),
            PAGE,
        );
    });
    assert_eq!(message, "no page 2");
    assert_eq!(
        executed,
        [
            DsbIshst,
            Step(Tlbi::Vaale1is, crate::OPERAND),
            Step(Tlbi::Vaale1is, crate::OPERAND + 1),
            Step(Tlbi::Vmalle1is, 0),
            DsbIsh,
            Isb
        ]
    );
}
