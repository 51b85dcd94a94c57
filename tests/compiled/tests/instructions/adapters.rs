//! The stores of the adapters' crates: `aarch64-paging` stores entries by store-releases, and
//! `page_table_multiarch` by plain assignments, whose order with the barriers is checked here.

use std::collections::BTreeSet;

/// A function's instructions, each with its operands and its possible successors.
struct Function {
    instructions: Vec<(String, String)>,
    next: Vec<Vec<usize>>,
}

impl Function {
    /// Reads the lines of [`compiled::functions`], where labels are numbers.
    fn new(lines: &[String]) -> Self {
        let mut labels = Vec::new();
        let mut instructions = Vec::new();
        for line in lines {
            match line.strip_suffix(':') {
                Some(label) => labels.push((label, instructions.len())),
                None => {
                    let (name, operands) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
                    instructions.push((name.to_owned(), operands.to_owned()));
                }
            }
        }
        let target = |operands: &str| {
            let label = operands.rsplit(' ').next().expect("there is a last one");
            labels.iter().find(|(name, _)| *name == label).map(|&(_, index)| index)
        };
        let next =
            instructions.iter().enumerate().map(|(index, (name, operands))| match name.as_str() {
                "ret" => vec![],
                "b" => target(operands).into_iter().collect(),
                _ if name.starts_with("b.")
                    || ["cbz", "cbnz", "tbz", "tbnz"].contains(&name.as_str()) =>
                {
                    [index + 1].into_iter().chain(target(operands)).collect()
                }
                _ => vec![index + 1],
            });
        let next = next.collect();
        Self { instructions, next }
    }

    fn is(&self, index: usize, name: &str, operands: &str) -> bool {
        self.instructions
            .get(index)
            .is_some_and(|instruction| instruction.0 == name && instruction.1 == operands)
    }

    /// Returns the stores of entries: by an index, or by the entry's address. The other stores are
    /// to the table's own fields, by an offset, or to the stack.
    fn entry_stores(&self) -> Vec<usize> {
        let mut stores = Vec::new();
        for (index, (name, operands)) in self.instructions.iter().enumerate() {
            let address = operands.find('[').map_or("", |start| &operands[start..]);
            let is_entry = !address.contains("sp")
                && (address.ends_with(", lsl #3]") || !address.contains(','));
            if name.starts_with("st") && is_entry {
                assert!(
                    name == "str" && operands.starts_with('x'),
                    "`{name} {operands}` is no store of 64 bits"
                );
                stores.push(index);
            } else if name == "bl" && operands.ends_with("::set_flags") {
                stores.push(index);
            }
        }
        stores
    }

    /// Returns whether `to` may be executed after `from`.
    fn leads(&self, from: usize, to: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut ahead = self.next[from].clone();
        while let Some(index) = ahead.pop() {
            if index < self.next.len() && seen.insert(index) {
                ahead.extend(&self.next[index]);
            }
        }
        seen.contains(&to)
    }

    fn all(&self, name: &str, operands: &str) -> impl Iterator<Item = usize> {
        (0..self.instructions.len()).filter(move |&index| self.is(index, name, operands))
    }

    /// Returns the barrier pairs of fresh mappings.
    fn pairs(&self) -> Vec<usize> {
        self.all("dsb", "ishst").filter(|&index| self.is(index + 1, "isb", "")).collect()
    }

    /// Returns the invalidations of live entries: of everything, and by a call for some.
    fn invalidations(&self) -> Vec<usize> {
        let calls = (0..self.instructions.len())
            .filter(|&index| self.instructions[index].1.contains("invalidate_each"));
        self.all("dsb", "ishst")
            .filter(|&index| !self.is(index + 1, "isb", ""))
            .chain(calls)
            .collect()
    }
}

fn functions() -> [Function; 4] {
    let functions = compiled::functions("instructions");
    ["map", "unmap", "protect", "remap"].map(|name| {
        Function::new(&functions[&format!("instructions::page_table_multiarch::{name}")])
    })
}

#[test]
fn entries_are_stored_by_single_stores_tables_after_their_contents_and_all_before_their_barriers() {
    let [map, unmap, protect, remap] = functions();

    let stores = map.entry_stores();
    let (links, leaves): (Vec<usize>, _) = stores.iter().partition(|&&store| {
        let since = (0..store)
            .rev()
            .take_while(|&index| !map.instructions[index].0.starts_with("st"))
            .find(|&i| map.is(i, "bl", "memset"));
        // Straight code leads from the zeros to the link, through the barrier.
        since.is_some_and(|zeroed| {
            (zeroed..store).any(|index| map.is(index, "dmb", "ishst"))
                && (zeroed..store).all(|i| map.next[i] == [i + 1])
        })
    });
    assert_eq!((links.len(), leaves.len()), (3, 1), "{stores:?}");
    let pairs = map.pairs();
    assert!(pairs.iter().any(|&pair| map.leads(leaves[0], pair)), "no pair after a leaf");
    assert!(!pairs.iter().any(|&pair| map.leads(pair, leaves[0])), "a pair before its leaf");
    assert!(
        !map.invalidations().iter().any(|&sequence| map.leads(leaves[0], sequence)),
        "a fresh leaf is invalidated"
    );

    for function in [&unmap, &protect, &remap] {
        let stores = function.entry_stores();
        assert!(!stores.is_empty());
        for store in stores {
            assert!(
                function.invalidations().iter().any(|&sequence| function.leads(store, sequence)),
                "no invalidation after a live entry"
            );
        }
    }
    for function in [&unmap, &protect] {
        for store in function.entry_stores() {
            assert!(
                !function.invalidations().iter().any(|&sequence| function.leads(sequence, store)),
                "an invalidation before its entry"
            );
        }
    }
}

/// `set_flags`, if the crate does not inline it.
#[test]
fn flags_are_stored_by_a_single_store() {
    let functions = compiled::functions("page_table_entry");
    let (_, set_flags) =
        functions.iter().find(|(name, _)| name.ends_with("::set_flags")).expect("it is compiled");
    assert_eq!(Function::new(set_flags).entry_stores().len(), 1);
}

/// The adapter relies on this: the crate stores entries by store-releases and by nothing else,
/// whether or not the table is marked as active.
#[test]
fn the_crate_stores_each_entry_by_a_store_release() {
    let assembly = compiled::assembly("instructions", "");
    let mut in_store = false;
    let mut releases = 0;
    for line in assembly.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with('.')) {
            in_store = name.contains("PageTableWithLevel")
                && ["map_range", "split_entry"].iter().any(|function| name.contains(function));
        }
        let Some((instruction, operands)) =
            line.split_once(char::is_whitespace).filter(|_| in_store)
        else {
            continue;
        };
        match instruction {
            "stlr" => releases += 1,
            _ if instruction.starts_with("st") => {
                assert!(operands.contains("[sp"), "{line} is not to the stack")
            }
            _ => {}
        }
    }
    // At least one for a page, a block, a table, and an invalid entry.
    assert!(releases >= 4, "{releases} store-releases");
}
