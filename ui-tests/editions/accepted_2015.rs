//! Functions in the syntax of 2015: later keywords as names, arguments without a name, traits
//! without `dyn`.

// The attribute finds the crate, though this crate's root has no `::lazy_mmu_core`.
extern crate lazy_mmu_core as mmu;

use mmu::{NoLazyMmu, lazy_mmu};

struct Table {
    async: u8,
}

trait Maps {
    fn anonymous(&self, u8) -> u8;
    fn dyn(&self) -> Box<Fn() -> u8>;
}

impl Maps for Table {
    #[lazy_mmu(platform = NoLazyMmu)]
    fn anonymous(&self, page: u8) -> u8 {
        page
    }

    #[lazy_mmu(platform = ::NoLazyMmu, guard = r#await)]
    fn dyn(&self) -> Box<Fn() -> u8> {
        await.flush();
        let page = self.async;
        Box::new(move || page)
    }
}

#[lazy_mmu(platform = NoLazyMmu)]
fn async(async: bool) -> u8 {
    if async {
        1
    } else {
        2
    }
}

#[lazy_mmu(platform = NoLazyMmu)]
fn await(async: u8) -> u8 {
    match async {
        1 => async,
        _ => async + 1,
    }
}

#[lazy_mmu(pause, platform = NoLazyMmu)]
fn try(gen: u8) -> u8 {
    gen
}

fn main() {
    let table = Table { async: 1 };
    assert_eq!([table.anonymous(1), table.dyn()(), async(true), await(1), try(1)], [1; 5]);
}
