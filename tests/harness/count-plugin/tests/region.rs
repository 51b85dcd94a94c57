//! The plugin's counters, built into a test of their own: the plugin links only inside QEMU.

#[path = "../src/decode.rs"]
#[allow(dead_code, reason = "only the kinds are needed here")]
mod decode;
#[path = "../src/region.rs"]
mod region;

use std::ffi::CString;
use std::fs;

use decode::Kind::{self, Begin, Dmb, Dsb, DsbIshst, End, Isb, Other, Sfence, Tlbi};

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
