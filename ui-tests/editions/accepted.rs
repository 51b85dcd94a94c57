//! Functions with the same meaning in every edition. Words that some editions keep as keywords are
//! raw.
#![deny(warnings, rust_2018_compatibility, rust_2021_compatibility, rust_2024_compatibility)]

extern crate lazy_mmu_core;

use lazy_mmu_core::{Global, NoLazyMmu, Unsettled, lazy_mmu};

lazy_mmu_core::set_platform!(NoLazyMmu);

struct Table {
    r#async: u8,
}

trait Maps {
    #[lazy_mmu]
    fn provided(&self, page: u8) -> u8 {
        page
    }

    fn r#dyn<'a>(&'a self) -> Box<dyn Fn() -> u8 + 'a>;
}

impl Maps for Table {
    #[lazy_mmu(guard = r#await)]
    fn r#dyn<'a>(&'a self) -> Box<dyn Fn() -> u8 + 'a> {
        r#await.flush();
        Box::new(move || self.r#async)
    }
}

#[lazy_mmu]
fn r#async() -> Result<u8, u8> {
    let page = Err(3).or(Ok::<u8, u8>(1))?;
    Ok(page)
}

#[lazy_mmu(pause, platform = NoLazyMmu)]
fn r#try(r#gen: u8) -> u8 {
    r#gen
}

#[lazy_mmu(defer)]
fn r#gen() -> Result<Unsettled<u8, Global>, ()> {
    Ok(Unsettled::new(1))
}

#[lazy_mmu(defer = given_address, guard = mmu)]
fn items() -> u8 {
    use std::mem::size_of;
    const SIZE: usize = size_of::<u8>();
    mmu.flush();
    SIZE as u8
}

mod module {
    #[::lazy_mmu_core::lazy_mmu(platform = ::lazy_mmu_core::NoLazyMmu)]
    pub fn by_path(page: u8) -> u8 {
        page
    }

    pub mod reexported {
        pub extern crate lazy_mmu_core as mmu;
    }

    pub mod core {
        #[::lazy_mmu_core::lazy_mmu(crate = super::reexported::mmu, platform = super::reexported::mmu::NoLazyMmu)]
        pub fn by_another_name(page: u8) -> u8 {
            page
        }
    }
}

fn main() {
    let table = Table { r#async: 1 };
    let pages = [table.provided(1), table.r#dyn()(), r#async().unwrap(), r#try(1), r#gen().unwrap().flush(), items()];
    assert_eq!(pages, [1; 6]);
    assert_eq!([module::by_path(2), module::core::by_another_name(2)], [2; 2]);
}
