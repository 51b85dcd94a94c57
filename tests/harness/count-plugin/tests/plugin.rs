//! The plugin's decoders and counters, built into a test of their own: the plugin links only inside
//! QEMU.

#[path = "../src/decode.rs"]
#[allow(dead_code, reason = "each decoder is called by its name")]
mod decode;
#[path = "../src/region.rs"]
mod region;

use std::ffi::CString;
use std::fs;

use decode::Kind::{self, Begin, Dmb, Dsb, DsbIshst, End, Isb, Other, Sfence, Tlbi};

/// Words as the assembler writes them.
#[test]
fn each_counted_instruction_of_arm64_is_told_by_its_encoding() {
    for (word, instruction, kind) in [
        (0xd503_3a9f, "dsb ishst", DsbIshst),
        (0xd503_3b9f, "dsb ish", Dsb),
        (0xd503_3f9f, "dsb sy", Dsb),
        (0xd503_379f, "dsb nsh", Dsb),
        (0xd503_3e3f, "dsb synxs", Dsb),
        (0xd503_3fdf, "isb", Isb),
        (0xd503_3bbf, "dmb ish", Dmb),
        (0xd503_3abf, "dmb ishst", Dmb),
        (0xd508_831f, "tlbi vmalle1is", Tlbi),
        (0xd508_871f, "tlbi vmalle1", Tlbi),
        (0xd508_8361, "tlbi vaae1is, x1", Tlbi),
        (0xd50c_871f, "tlbi alle2", Tlbi),
        (0xd508_931f, "tlbi vmalle1isnxs", Tlbi),
        (0xd503_2c1f, "hint #0x60", Begin),
        (0xd503_2c3f, "hint #0x61", End),
    ] {
        assert_eq!(decode::arm64(word), kind, "{instruction}");
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
        assert_eq!(decode::arm64(word), Other, "{instruction}");
    }
}

#[test]
fn the_fence_of_riscv64_is_told_by_its_encoding_whatever_its_registers() {
    for (word, instruction, kind) in [
        (0x1200_0073, "sfence.vma", Sfence),
        (0x1205_0073, "sfence.vma a0", Sfence),
        (0x12b5_0073, "sfence.vma a0, a1", Sfence),
        (0x13ff_8073, "sfence.vma t6, t6", Sfence),
        (0x0600_2013, "slti x0, x0, 0x60", Begin),
        (0x0610_2013, "slti x0, x0, 0x61", End),
        (0x0620_2013, "slti x0, x0, 0x62", Other),
        (0x0600_0013, "addi x0, x0, 0x60", Other),
        (0x1600_0073, "sinval.vma", Other),
        (0x1050_0073, "wfi", Other),
        (0x1020_0073, "sret", Other),
        (0x0000_0073, "ecall", Other),
        (0x0ff0_000f, "fence", Other),
    ] {
        assert_eq!(decode::riscv64(word), kind, "{instruction}");
    }
}

#[test]
fn a_kind_survives_the_way_through_user_data() {
    for kind in [Other, DsbIshst, Dsb, Isb, Dmb, Tlbi, Sfence, Begin, End] {
        assert_eq!(Kind::from_user_data(kind.into_user_data()), kind);
    }
}

/// One test, for there is one region in a process.
#[test]
fn each_region_appends_a_line_of_what_was_executed_between_its_markers() {
    assert!(region::write_to(&[]).is_err());
    assert!(region::write_to(&[c"in=counts"]).is_err());
    let file = format!("{}/counts", env!("CARGO_TARGET_TMPDIR"));
    let _ = fs::remove_file(&file);
    let argument = CString::new(format!("out={file}")).unwrap();
    region::write_to(&[&argument]).unwrap();

    let execute = |kinds: &[Kind]| kinds.iter().copied().for_each(region::executed);
    execute(&[Dsb, End]); // an end without a begin
    execute(&[Begin, Other, Dsb, DsbIshst, Isb, Dmb, Tlbi, Sfence, End, Isb]);
    execute(&[Begin, Other, Dsb, Begin, Isb, End, End]); // a begin inside
    execute(&[Begin, End]);

    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "instructions=7 dsb=2 dsb_ishst=1 isb=1 dmb=1 tlbi=1 sfence=1\n\
         instructions=1 dsb=0 dsb_ishst=0 isb=1 dmb=0 tlbi=0 sfence=0\n\
         instructions=0 dsb=0 dsb_ishst=0 isb=0 dmb=0 tlbi=0 sfence=0\n"
    );
}
