//! What the crate shows of a lazy table is what it would show of its own: frames, flags and descriptors.

use std::cell::RefCell;

use page_table_multiarch::{GenericPTE, PageSize};

use crate::format;
use crate::table::{self, Editor, READ, READ_WRITE, frame, page};

#[test]
fn query_and_walk_see_what_was_mapped() {
    let mut table = table::new();
    Editor::new(&mut table).map(0, 7).map(1, 8).protect(1).map_as(512, 512, PageSize::Size2M, READ);
    let mapped = [
        (page(0), frame(7), READ_WRITE, PageSize::Size4K),
        (page(1), frame(8), READ, PageSize::Size4K),
        (page(512), frame(512), READ, PageSize::Size2M),
    ];
    for (address, frame, flags, size) in mapped {
        assert_eq!(table.query(address).expect("mapped"), (frame, flags, size));
    }
    table.query(page(2)).expect_err("not mapped");

    let leaves = RefCell::new(Vec::new());
    let note = |level, _, _, entry: &_| {
        if level == 3 || GenericPTE::is_huge(entry) {
            leaves.borrow_mut().push(GenericPTE::bits(*entry));
        }
    };
    table.walk(usize::MAX, Some(&note), None);
    let entry = |frame, flags, size: PageSize| format::Entry::new_page(frame, flags, size.is_huge()).bits();
    assert_eq!(leaves.into_inner(), mapped.map(|(_, frame, flags, size)| entry(frame, flags, size)));
}
