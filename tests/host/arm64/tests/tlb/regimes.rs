//! The operations of each regime, the same in a section; and the repeat, until a kernel has told
//! the features of its CPUs.

use lazy_mmu_arm64::record::Instruction::{DsbIsh, DsbIshst, Isb, Tlbi};
use lazy_mmu_arm64::record::Tlbi as Op;
use lazy_mmu_arm64::{El1, El2, LinuxEl1, tlb};
use lazy_mmu_core::LazyMmuGuard;
use model_kernel::kernel::{Recorded, barriers, no_erratum};

#[test]
fn invalidation_is_never_deferred_and_its_operand_has_no_sign_extension() {
    no_erratum();
    let _section = LazyMmuGuard::<Recorded>::enable();
    tlb::invalidate::<El1>(0xffff_8000_0000_3000, 2, 4096);
    let operand = 0xff8_0000_0003;
    assert_eq!(
        barriers(),
        [DsbIshst, Tlbi(Op::Vaale1is, operand), Tlbi(Op::Vaale1is, operand + 1), DsbIsh, Isb]
    );
}

#[test]
fn each_regime_has_its_own_operations_and_freeing_a_table_takes_all_levels() {
    no_erratum();
    let sequence = |operation| vec![DsbIshst, operation, DsbIsh, Isb];

    tlb::invalidate::<LinuxEl1>(0x20_0000, 1, 4096);
    assert_eq!(barriers(), sequence(Tlbi(Op::Vaale1is, 0x200)));
    tlb::invalidate::<El2>(0x20_0000, 1, 4096);
    assert_eq!(barriers(), sequence(Tlbi(Op::Vale2is, 0x200)));
    tlb::invalidate_walk::<El1>(0x20_0000, 1, 4096);
    assert_eq!(barriers(), sequence(Tlbi(Op::Vaae1is, 0x200)));
    tlb::invalidate_walk::<LinuxEl1>(0x20_0000, 1, 4096);
    assert_eq!(barriers(), sequence(Tlbi(Op::Vaae1is, 0x200)));
    tlb::invalidate_all::<LinuxEl1>();
    assert_eq!(barriers(), sequence(Tlbi(Op::Vmalle1is, 0)));
    tlb::invalidate_walk::<El2>(0x20_0000, 1, 4096);
    assert_eq!(barriers(), sequence(Tlbi(Op::Vae2is, 0x200)));
    tlb::invalidate_all::<El1>();
    assert_eq!(barriers(), sequence(Tlbi(Op::Vmalle1is, 0)));
    tlb::invalidate_all::<El2>();
    assert_eq!(barriers(), sequence(Tlbi(Op::Alle2is, 0)));
}

#[test]
fn blocks_are_invalidated_one_by_one_up_to_the_top_of_the_address_space() {
    no_erratum();
    let operands = || -> Vec<u64> {
        barriers()
            .iter()
            .filter_map(
                |&instruction| {
                    if let Tlbi(_, operand) = instruction { Some(operand) } else { None }
                },
            )
            .collect()
    };
    tlb::invalidate::<El1>(0x20_0000, 2, 2 << 20);
    assert_eq!(operands(), [0x200, 0x400]);
    tlb::invalidate::<El1>(0xffff_ffff_ffff_e000, 2, 4096);
    assert_eq!(operands(), [0xfff_ffff_fffe, 0xfff_ffff_ffff]);
}

#[test]
fn an_invalidation_is_repeated_until_the_kernel_says_that_no_cpu_has_the_erratum() {
    let (once, repeat) =
        ([DsbIshst, Tlbi(Op::Vaale1is, 1), DsbIsh], [Tlbi(Op::Vale1is, 0), DsbIsh]);
    tlb::invalidate::<El1>(0x1000, 1, 4096);
    assert_eq!(barriers(), [&once[..], &repeat, &[Isb]].concat());
    no_erratum();
    tlb::invalidate::<El1>(0x1000, 1, 4096);
    assert_eq!(barriers(), [&once[..], &[Isb]].concat());
}
