//! The code that the picture shows, line for line: a function without a section, and the same in
//! one.

pub mod eager {
    use super::super::*;

    pub fn map(a: &Entry, b: &Entry) {
        set_pte::<Global>(a, PAGE);
        set_pte::<Global>(b, NEXT);
    }
}

pub mod section {
    use super::super::*;

    #[lazy_mmu]
    pub fn map(a: &Entry, b: &Entry) {
        set_pte::<Global>(a, PAGE);
        set_pte::<Global>(b, NEXT);
    }
}
