//! The exact sequence of every form, with and without each feature.

use lazy_mmu_arm64::record::Instruction::{self, DsbIsh, DsbIshst, DsbNsh, Isb, Tlbi as Step};
use lazy_mmu_arm64::record::{SystemRegister, Tlbi, set_system_register};
use lazy_mmu_arm64::tlb::user::Asid;
use lazy_mmu_arm64::tlb::{self, Features, local, user};
use lazy_mmu_arm64::{El1, El2, LinuxEl1, Regime};

use crate::{OPERAND, PAGE, PLAIN, RANGES, START, executed};

const ASID: Asid = Asid::new(0xfedc);
const ASID_FIELD: u64 = 0xfedc << 48;
const USER: u64 = 0x40_0000;

/// A form of invalidation.
struct Form {
    call: Box<dyn Fn(usize)>,
    /// The operations for one leaf and for a range.
    names: [Tlbi; 2],
    first: u64,
    many: (Tlbi, u64),
    /// The operation of the repeat, if the form is broadcast.
    repeat: Option<Tlbi>,
    isb: bool,
}

impl Form {
    fn new(
        call: impl Fn(usize) + 'static,
        names: [Tlbi; 2],
        many: Tlbi,
        repeat: Option<Tlbi>,
    ) -> Self {
        Self { call: Box::new(call), names, first: OPERAND, many: (many, 0), repeat, isb: true }
    }

    fn of_asid(call: impl Fn(usize) + 'static, names: [Tlbi; 2]) -> Self {
        let many = (Tlbi::Aside1is, ASID_FIELD);
        Self {
            call: Box::new(call),
            names,
            first: ASID_FIELD | USER >> 12,
            many,
            repeat: Some(Tlbi::Vale1is),
            isb: false,
        }
    }

    fn sequence(
        &self,
        operations: impl IntoIterator<Item = (Tlbi, u64)>,
        repeats: bool,
    ) -> Vec<Instruction> {
        let mut sequence = vec![DsbIshst];
        sequence.extend(operations.into_iter().map(|(name, operand)| Step(name, operand)));
        sequence.push(if self.repeat.is_some() { DsbIsh } else { DsbNsh });
        if let Some(repeat) = self.repeat.filter(|_| repeats) {
            sequence.extend([Step(repeat, 0), DsbIsh]);
        }
        sequence.extend(self.isb.then_some(Isb));
        sequence
    }
}

/// Returns the forms for leaves, and those for walks.
fn forms() -> [Vec<Form>; 2] {
    use Tlbi::*;
    fn of<R: Regime>(walk: bool, names: [Tlbi; 2], many: Tlbi, repeat: Tlbi) -> Form {
        let call = if walk { tlb::invalidate_walk::<R> } else { tlb::invalidate::<R> };
        Form::new(move |count| call(START, count, PAGE), names, many, Some(repeat))
    }
    fn local<R: Regime>(walk: bool, names: [Tlbi; 2], many: Tlbi) -> Form {
        let call = if walk { local::invalidate_walk::<R> } else { local::invalidate::<R> };
        Form::new(move |count| call(START, count, PAGE), names, many, None)
    }
    [
        vec![
            of::<El1>(false, [Vaale1is, Rvaale1is], Vmalle1is, Vale1is),
            of::<LinuxEl1>(false, [Vaale1is, Rvaale1is], Vmalle1is, Vale1is),
            of::<El2>(false, [Vale2is, Rvale2is], Alle2is, Vale2is),
            local::<El1>(false, [Vaale1, Rvaale1], Vmalle1),
            local::<El2>(false, [Vale2, Rvale2], Alle2),
            Form::of_asid(|count| user::invalidate(ASID, USER, count, PAGE), [Vale1is, Rvale1is]),
        ],
        vec![
            of::<El1>(true, [Vaae1is, Rvaae1is], Vmalle1is, Vale1is),
            of::<LinuxEl1>(true, [Vaae1is, Rvaae1is], Vmalle1is, Vale1is),
            of::<El2>(true, [Vae2is, Rvae2is], Alle2is, Vale2is),
            local::<El1>(true, [Vaae1, Rvaae1], Vmalle1),
            local::<El2>(true, [Vae2, Rvae2], Alle2),
            Form::of_asid(
                |count| user::invalidate_walk(ASID, USER, count, PAGE),
                [Vae1is, Rvae1is],
            ),
        ],
    ]
}

#[test]
fn each_form_is_its_sequence_with_and_without_the_repeat() {
    for form in forms().into_iter().flatten() {
        let [single, _] = form.names;
        for repeats in [false, true] {
            let features = PLAIN.with_repeat(repeats);
            for count in [1, 2, 511] {
                let singles = (0..count as u64).map(|page| (single, form.first + page));
                assert_eq!(
                    executed(features, || (form.call)(count)),
                    form.sequence(singles, repeats)
                );
            }
        }
    }
}

#[test]
fn from_the_bound_on_each_form_invalidates_everything() {
    for form in forms().into_iter().flatten() {
        for (bound, repeats) in [(512, false), (3, true), (1, false), (0, true)] {
            let features = PLAIN.with_repeat(repeats).with_bound(bound);
            for count in [bound.max(1), bound + 1, 1 << 20] {
                assert_eq!(
                    executed(features, || (form.call)(count as usize)),
                    form.sequence([form.many], repeats),
                    "{count} of {bound}"
                );
            }
            if bound > 1 {
                let singles =
                    (0..u64::from(bound) - 1).map(|page| (form.names[0], form.first + page));
                assert_eq!(
                    executed(features, || (form.call)(bound as usize - 1)),
                    form.sequence(singles, repeats)
                );
            }
        }
    }
}

/// Without E2H the granule of EL2 is in TG0, with it the upper half's is in TG1; here all of them
/// are 4 KiB.
#[test]
fn with_ranges_each_form_takes_one_operation_for_a_run() {
    for form in forms().into_iter().flatten() {
        let [single, range] = form.names;
        let (asid, page) = (form.first & 0xffff << 48, form.first & 0x1f_ffff_ffff);
        let operand =
            |scale: u64, num: u64, page: u64| asid | 1 << 46 | scale << 44 | num << 39 | page;
        for repeats in [false, true] {
            let features = RANGES.with_repeat(repeats);
            for (count, operations) in [
                (1, vec![(single, form.first)]),
                (2, vec![(range, operand(0, 0, page))]),
                (3, vec![(range, operand(0, 0, page)), (single, form.first + 2)]),
                (16, vec![(range, operand(0, 7, page))]),
                (512, vec![(range, operand(1, 7, page))]),
                (4096, vec![(range, operand(2, 1, page))]),
            ] {
                assert_eq!(
                    executed(features, || (form.call)(count)),
                    form.sequence(operations, repeats),
                    "{count}"
                );
            }
        }
    }
}

#[test]
fn no_leaves_are_nothing_and_an_empty_table_is_one_walk() {
    let [leaves, walks] = forms();
    for features in [PLAIN, RANGES] {
        for form in &leaves {
            assert_eq!(executed(features, || (form.call)(0)), []);
        }
        for form in &walks {
            assert_eq!(
                executed(features, || (form.call)(0)),
                form.sequence([(form.names[0], form.first)], false)
            );
        }
    }
}

#[test]
fn everything_is_one_operation_and_repeated_where_it_is_broadcast() {
    let everything: [(fn(), Form); 8] = [
        (
            tlb::invalidate_all::<El1>,
            Form::new(|_| (), [Tlbi::Vmalle1is; 2], Tlbi::Vmalle1is, Some(Tlbi::Vale1is)),
        ),
        (
            tlb::invalidate_all::<LinuxEl1>,
            Form::new(|_| (), [Tlbi::Vmalle1is; 2], Tlbi::Vmalle1is, Some(Tlbi::Vale1is)),
        ),
        (
            tlb::invalidate_all::<El2>,
            Form::new(|_| (), [Tlbi::Alle2is; 2], Tlbi::Alle2is, Some(Tlbi::Vale2is)),
        ),
        (local::invalidate_all::<El1>, Form::new(|_| (), [Tlbi::Vmalle1; 2], Tlbi::Vmalle1, None)),
        (
            local::invalidate_all::<LinuxEl1>,
            Form::new(|_| (), [Tlbi::Vmalle1; 2], Tlbi::Vmalle1, None),
        ),
        (local::invalidate_all::<El2>, Form::new(|_| (), [Tlbi::Alle2; 2], Tlbi::Alle2, None)),
        (|| user::invalidate_asid(ASID), Form::of_asid(|_| (), [Tlbi::Aside1is; 2])),
        (
            user::invalidate_all,
            Form { many: (Tlbi::Vmalle1is, 0), ..Form::of_asid(|_| (), [Tlbi::Vmalle1is; 2]) },
        ),
    ];
    for (call, form) in everything {
        for repeats in [false, true] {
            assert_eq!(
                executed(PLAIN.with_repeat(repeats), call),
                form.sequence([form.many], repeats)
            );
        }
    }
}

#[test]
fn the_repeat_alone_is_for_affected_cpus_alone() {
    assert_eq!(executed(PLAIN, tlb::repeat::<El1>), []);
    let affected = PLAIN.with_repeat(true);
    assert_eq!(executed(affected, tlb::repeat::<El1>), [Step(Tlbi::Vale1is, 0), DsbIsh]);
    assert_eq!(executed(affected, tlb::repeat::<LinuxEl1>), [Step(Tlbi::Vale1is, 0), DsbIsh]);
    assert_eq!(executed(affected, tlb::repeat::<El2>), [Step(Tlbi::Vale2is, 0), DsbIsh]);
}

#[test]
fn scattered_leaves_are_one_sequence_up_to_the_bound() {
    let each = |count: u64| {
        move || tlb::invalidate_each::<El1>((0..count).map(|page| START + page * 8 * PAGE), PAGE)
    };
    let leaves = |count: u64| (0..count).map(|page| (Tlbi::Vaale1is, OPERAND + page * 8));
    let form = |repeats| {
        (Form::new(|_| (), [Tlbi::Vaale1is; 2], Tlbi::Vmalle1is, Some(Tlbi::Vale1is)), repeats)
    };
    assert_eq!(executed(PLAIN, each(0)), [DsbIshst, DsbIsh, Isb]);
    for features in [PLAIN, RANGES, PLAIN.with_repeat(true)] {
        let (form, repeats) = form(features.repeat());
        assert_eq!(executed(features, each(511)), form.sequence(leaves(511), repeats));
        // The count is not known before: the bound is met on the way.
        let all = leaves(511).chain([form.many]);
        assert_eq!(executed(features, each(512)), form.sequence(all.clone(), repeats));
        assert_eq!(executed(features, each(1 << 20)), form.sequence(all, repeats));
    }
}

#[test]
fn the_features_of_this_cpu_are_what_its_registers_say() {
    assert_eq!(Features::of_this_cpu(), PLAIN);
    set_system_register(SystemRegister::MidrEl1, 0x414f_d0c1);
    set_system_register(SystemRegister::IdAa64isar0El1, 2 << 56);
    assert_eq!(Features::of_this_cpu(), RANGES.with_repeat(true));
}

/// Store buffering: a sequence reads the CPUs' features after its stores, and a new CPU walks after
/// it has told its own.
#[test]
fn the_features_that_a_new_cpu_tells_are_ordered_before_its_walks() {
    assert_eq!(executed(PLAIN, || tlb::add_cpu(PLAIN)), [DsbIsh]);
}

#[test]
fn an_asid_has_16_bits() {
    assert_eq!(Asid::try_from(0xffff).map(Asid::number), Ok(0xffff));
    assert_eq!(Asid::of_8_bits(0xff).number(), 0xff);
    let refused = Asid::try_from(0x1_0000).unwrap_err().to_string();
    assert_eq!(
        refused,
        "an ASID has 16 bits, and 0x10000 has more; pass the ASID alone, not the value of a TTBR"
    );
}
