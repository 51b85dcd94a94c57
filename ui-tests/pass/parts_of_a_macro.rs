//! A macro writes each part of the function from a fragment, which the compiler hands on in an invisible group.
#![deny(warnings)]

use lazy_mmu_core::lazy_mmu;
use ui_tests::kernel::sections;

macro_rules! mapping {
    (
        $(#[$attribute:meta])* $vis:vis $name:ident<$lifetime:lifetime, $t:ident: $bound:path>
        ($argument:pat_param, $type:ty; $entry:ident, $more:ident) -> $result:ty $body:block
    ) => {
        #[lazy_mmu]
        $(#[$attribute])*
        $vis fn $name<$lifetime, $t: $bound>($argument: $type, $entry: &$lifetime [$t], $more: &$lifetime [$t]) -> $result $body
    };
}

mapping! {
    #[inline]
    pub(crate) block<'a, T: Copy>((page, _), (usize, u8); entries, more) -> Option<&'a T> {
        use ui_tests::kernel::sections as now;
        entries.get(page + usize::from(now())).or(more.first())
    }
}

fn main() {
    assert_eq!(block((1, 0), &[7, 8, 9], &[]), Some(&9));
    assert_eq!(sections(), 0);
}
