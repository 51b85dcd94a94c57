//! The plugin's decoder, built into a test of its own: the plugin links only inside QEMU.

#[path = "../src/decode.rs"]
mod decode;

use decode::Kind;

/// Words as the assembler writes them.
#[test]
fn each_counted_instruction_is_told_by_its_encoding() {
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
        assert_eq!(Kind::of(word), kind, "{instruction}");
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
        assert_eq!(Kind::of(word), Kind::Other, "{instruction}");
    }
}

#[test]
fn a_kind_survives_the_way_through_user_data() {
    for word in [0xd503_201f, 0xd503_3a9f, 0xd503_3b9f, 0xd503_3fdf, 0xd503_3bbf, 0xd508_831f, 0xd503_2c1f, 0xd503_2c3f] {
        let kind = Kind::of(word);
        assert_eq!(Kind::from_user_data(kind.into_user_data()), kind);
    }
}
