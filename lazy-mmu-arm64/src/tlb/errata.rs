// SPDX-License-Identifier: MIT OR Apache-2.0
//! The CPUs, by MIDR_EL1, with an erratum for which an invalidation takes one more TLBI and DSB.

/// CPUs of one design.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Affected {
    pub(crate) name: &'static str,
    /// The vendor's name of the erratum.
    pub(crate) erratum: &'static str,
    implementer: u8,
    /// Part numbers, from and to.
    parts: (u16, u16),
    /// Revisions, from and to: variant (the r of rXpY) in the upper four bits, revision (the p) in
    /// the lower.
    revisions: (u8, u8),
}

impl Affected {
    const fn matches(&self, midr: u64) -> bool {
        let (implementer, part) = ((midr >> 24 & 0xff) as u8, (midr >> 4 & 0xfff) as u16);
        let revision = (midr >> 20 & 0xf) as u8 * 16 + (midr & 0xf) as u8;
        implementer == self.implementer
            && part >= self.parts.0
            && part <= self.parts.1
            && revision >= self.revisions.0
            && revision <= self.revisions.1
    }
}

/// Returns the entry of the list for this CPU, if there is one.
pub(crate) const fn of_midr(midr: u64) -> Option<&'static Affected> {
    let mut index = 0;
    while index < LIST.len() {
        if LIST[index].matches(midr) {
            return Some(&LIST[index]);
        }
        index += 1;
    }
    None
}

const ARM: u8 = 0x41;
const NVIDIA: u8 = 0x4e;
const QUALCOMM: u8 = 0x51;
const MICROSOFT: u8 = 0x6d;

/// Every revision of one part.
const fn all(implementer: u8, part: u16, name: &'static str, erratum: &'static str) -> Affected {
    some(implementer, (part, part), (0, 0xff), name, erratum)
}

const fn some(
    implementer: u8,
    parts: (u16, u16),
    revisions: (u8, u8),
    name: &'static str,
    erratum: &'static str,
) -> Affected {
    Affected { name, erratum, implementer, parts, revisions }
}

const LIST: &[Affected] = &[
    // CVE-2025-10263. The invalidation may complete before writes through the old translation are
    // observed. All revisions, because no register says which are mended.
    all(ARM, 0xd0b, "Cortex-A76", "4193800"),
    all(ARM, 0xd0e, "Cortex-A76AE", "4193801"),
    all(ARM, 0xd0d, "Cortex-A77", "4193798"),
    all(ARM, 0xd41, "Cortex-A78", "4193791"),
    all(ARM, 0xd42, "Cortex-A78AE", "4193793"),
    all(ARM, 0xd4b, "Cortex-A78C", "4193794"),
    all(ARM, 0xd47, "Cortex-A710", "4193788"),
    all(ARM, 0xd44, "Cortex-X1", "4193791"),
    all(ARM, 0xd4c, "Cortex-X1C", "4193792"),
    all(ARM, 0xd48, "Cortex-X2", "4193788"),
    all(ARM, 0xd4e, "Cortex-X3", "4193786"),
    all(ARM, 0xd82, "Cortex-X4", "4118414"),
    all(ARM, 0xd85, "Cortex-X925", "4193781"),
    all(ARM, 0xd8c, "C1-Ultra", "4193780"),
    all(ARM, 0xd90, "C1-Premium", "4193780"),
    all(ARM, 0xd0c, "Neoverse N1", "4193800"),
    all(ARM, 0xd49, "Neoverse N2", "4193789"),
    all(ARM, 0xd40, "Neoverse V1", "4193790"),
    all(ARM, 0xd4f, "Neoverse V2", "4193787"),
    all(ARM, 0xd84, "Neoverse V3", "4193784"),
    all(ARM, 0xd83, "Neoverse V3AE", "4193784"),
    all(MICROSOFT, 0xd49, "Azure Cobalt 100", "4193789"),
    all(NVIDIA, 0x010, "Olympus", "T410-OLY-1029"),
    // Older ones with the same remedy: a DSB may complete before the invalidation has, or a store
    // may go by the old translation. Linux leaves the A55 and the A510 out unless it is told
    // otherwise, because they fail rarely; here they are in.
    all(ARM, 0xd05, "Cortex-A55", "2441007"),
    some(ARM, (0xd46, 0xd46), (0x00, 0x11), "Cortex-A510", "2441009"),
    some(QUALCOMM, (0x800, 0x800), (0x00, 0x00), "Falkor v1", "E1009"),
    some(QUALCOMM, (0x200, 0x2ff), (0x00, 0xff), "Kryo", "E1009"),
    some(QUALCOMM, (0x804, 0x804), (0xc0, 0xff), "Kryo 4xx Gold", "1286807"),
];

#[cfg(test)]
mod tests {
    use super::{Affected, LIST, of_midr};
    use crate::tlb::Features;

    const fn midr(implementer: u64, part: u64, variant: u64, revision: u64) -> u64 {
        implementer << 24 | variant << 20 | 0xf << 16 | part << 4 | revision
    }

    fn name(midr: u64) -> Option<&'static str> {
        assert_eq!(Features::from_registers(midr, 0).repeat(), of_midr(midr).is_some());
        of_midr(midr).map(|affected| affected.name)
    }

    #[test]
    fn each_cpu_of_the_bulletin_is_found_in_every_revision() {
        const ARM: [(u64, &str); 21] = [
            (0xd0b, "Cortex-A76"),
            (0xd0c, "Neoverse N1"),
            (0xd0d, "Cortex-A77"),
            (0xd0e, "Cortex-A76AE"),
            (0xd40, "Neoverse V1"),
            (0xd41, "Cortex-A78"),
            (0xd42, "Cortex-A78AE"),
            (0xd44, "Cortex-X1"),
            (0xd47, "Cortex-A710"),
            (0xd48, "Cortex-X2"),
            (0xd49, "Neoverse N2"),
            (0xd4b, "Cortex-A78C"),
            (0xd4c, "Cortex-X1C"),
            (0xd4e, "Cortex-X3"),
            (0xd4f, "Neoverse V2"),
            (0xd82, "Cortex-X4"),
            (0xd83, "Neoverse V3AE"),
            (0xd84, "Neoverse V3"),
            (0xd85, "Cortex-X925"),
            (0xd8c, "C1-Ultra"),
            (0xd90, "C1-Premium"),
        ];
        let others = [
            (0x6d, 0xd49, "Azure Cobalt 100"),
            (0x4e, 0x010, "Olympus"),
            (0x41, 0xd05, "Cortex-A55"),
        ];
        for (implementer, part, expected) in
            ARM.map(|(part, name)| (0x41, part, name)).into_iter().chain(others)
        {
            for (variant, revision) in [(0, 0), (1, 2), (0xf, 0xf)] {
                assert_eq!(name(midr(implementer, part, variant, revision)), Some(expected));
            }
        }
    }

    #[test]
    fn those_that_were_mended_are_found_up_to_their_last_revision() {
        for (implementer, part, variant, revision, found) in [
            (0x41, 0xd46, 0, 0, true),
            (0x41, 0xd46, 1, 1, true),
            (0x41, 0xd46, 1, 2, false),
            (0x51, 0x800, 0, 0, true),
            (0x51, 0x800, 1, 0, false),
            (0x51, 0x1ff, 0, 0, false),
            (0x51, 0x200, 3, 1, true),
            (0x51, 0x2ff, 0, 0, true),
            (0x51, 0x804, 0xb, 0xf, false),
            (0x51, 0x804, 0xc, 0, true),
        ] {
            assert_eq!(
                name(midr(implementer, part, variant, revision)).is_some(),
                found,
                "{implementer:#x}/{part:#x}"
            );
        }
    }

    #[test]
    fn the_others_are_not_on_the_list() {
        // A53, A57, A72, A73, A75, A520, A715, A720, A725, N3, C1-Pro.
        for part in [0xd03, 0xd07, 0xd08, 0xd09, 0xd0a, 0xd80, 0xd4d, 0xd81, 0xd87, 0xd8e, 0xd8b] {
            assert_eq!(name(midr(0x41, part, 0, 0)), None);
        }
        // QEMU's `max`; Apple; an Arm part number of another implementer.
        for other in [0x000f_0510, midr(0x61, 0x022, 1, 1), midr(0x46, 0xd0b, 0, 0)] {
            assert_eq!(name(other), None);
        }
    }

    #[test]
    fn the_page_of_the_module_names_each_of_them() {
        let names = |name: &str| {
            include_str!("../tlb.rs").lines().filter_map(|line| line.strip_prefix("//!")).any(
                |line| line.split([' ', ',', ';', ':', '(', ')', '.']).any(|word| word == name),
            )
        };
        for Affected { name, .. } in LIST {
            let last = name.split(' ').next_back().unwrap_or_default();
            let short = last.trim_start_matches("Cortex-");
            assert!(names(last) || names(short), "{name}");
        }
    }

    #[test]
    fn none_is_there_twice() {
        for (index, one) in LIST.iter().enumerate() {
            assert!(!one.erratum.is_empty());
            assert!(LIST[..index].iter().all(|other| other.name != one.name
                && (other.implementer, other.parts) != (one.implementer, one.parts)));
        }
    }
}
