//! The plugin's decoders, built into a test of their own: the plugin links only inside QEMU.

#[path = "../src/arm64.rs"]
mod arm64;
#[path = "../src/decode.rs"]
#[allow(dead_code, reason = "each decoder is called by its name")]
mod decode;
#[path = "../src/riscv64.rs"]
mod riscv64;

use decode::Kind;

/// Words as the assembler writes them.
#[test]
fn each_counted_instruction_of_arm64_is_told_by_its_encoding() {
    for (word, instruction, kind) in [
        (0xd503_3a9f, "dsb ishst", Kind::DsbIshst),
        (0xd503_3b9f, "dsb ish", Kind::Dsb),
        (0xd503_3f9f, "dsb sy", Kind::Dsb),
        (0xd503_379f, "dsb nsh", Kind::Dsb),
        (0xd503_3e3f, "dsb synxs", Kind::Dsb),
        (0xd503_3fdf, "isb", Kind::Isb),
        (0xd503_3bbf, "dmb ish", Kind::Dmb),
        (0xd503_3abf, "dmb ishst", Kind::Dmb),
        (0xd508_831f, "tlbi vmalle1is", Kind::Tlbi),
        (0xd508_871f, "tlbi vmalle1", Kind::Tlbi),
        (0xd508_8361, "tlbi vaae1is, x1", Kind::Tlbi),
        (0xd50c_871f, "tlbi alle2", Kind::Tlbi),
        (0xd508_931f, "tlbi vmalle1isnxs", Kind::Tlbi),
        (0xd503_2c1f, "hint #0x60", Kind::Begin),
        (0xd503_2c3f, "hint #0x61", Kind::End),
    ] {
        assert_eq!(arm64::kind(word), kind, "{instruction}");
    }
}

#[test]
fn neighbours_of_the_counted_instructions_are_not_counted_by_kind() {
    for (word, instruction) in [
        (0xd503_201f, "nop"),
        (0xd503_2bff, "hint #0x5f"),
        (0xd503_2c5f, "hint #0x62"),
        (0xd503_30ff, "sb"),
        (0xd503_3f5f, "clrex"),
        (0xd508_7800, "at s1e1r, x0"),
        (0xd50b_7e20, "dc civac, x0"),
        (0xd508_711f, "ic ialluis"),
        (0xd518_8000, "a write of a system register with CRn 8"),
        (0xd65f_03c0, "ret"),
    ] {
        assert_eq!(arm64::kind(word), Kind::Other, "{instruction}");
    }
}

#[test]
fn the_fence_of_riscv64_is_told_by_its_encoding_whatever_its_registers() {
    for (word, instruction, kind) in [
        (0x1200_0073, "sfence.vma", Kind::Sfence),
        (0x1205_0073, "sfence.vma a0", Kind::Sfence),
        (0x12b5_0073, "sfence.vma a0, a1", Kind::Sfence),
        (0x13ff_8073, "sfence.vma t6, t6", Kind::Sfence),
        (0x0600_2013, "slti x0, x0, 0x60", Kind::Begin),
        (0x0610_2013, "slti x0, x0, 0x61", Kind::End),
        (0x0620_2013, "slti x0, x0, 0x62", Kind::Other),
        (0x0600_0013, "addi x0, x0, 0x60", Kind::Other),
        (0x1600_0073, "sinval.vma", Kind::Other),
        (0x1050_0073, "wfi", Kind::Other),
        (0x1020_0073, "sret", Kind::Other),
        (0x0000_0073, "ecall", Kind::Other),
        (0x0ff0_000f, "fence", Kind::Other),
    ] {
        assert_eq!(riscv64::kind(word), kind, "{instruction}");
    }
}

#[test]
fn a_kind_survives_the_way_through_user_data() {
    for kind in [Kind::Other, Kind::DsbIshst, Kind::Dsb, Kind::Isb, Kind::Dmb, Kind::Tlbi, Kind::Sfence, Kind::Begin, Kind::End] {
        assert_eq!(Kind::from_user_data(kind.into_user_data()), kind);
    }
}
