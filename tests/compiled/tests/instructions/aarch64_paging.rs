//! `aarch64-paging`: how entries are stored.

/// What the adapter relies on: marked as active or not, the crate stores entries by store-releases and by
/// nothing else.
#[test]
fn the_crate_stores_each_entry_by_a_store_release() {
    let assembly = compiled::assembly("instructions", "");
    let mut in_store = false;
    let mut releases = 0;
    for line in assembly.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with('.')) {
            in_store = name.contains("PageTableWithLevel") && ["map_range", "split_entry"].iter().any(|function| name.contains(function));
        }
        let Some((instruction, operands)) = line.split_once(char::is_whitespace).filter(|_| in_store) else { continue };
        match instruction {
            "stlr" => releases += 1,
            _ if instruction.starts_with("st") => assert!(operands.contains("[sp"), "{line} is not to the stack"),
            _ => {}
        }
    }
    // At least a page, a block, a table, and none of them.
    assert!(releases >= 4, "{releases} store-releases");
}
