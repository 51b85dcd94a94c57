//! [`name`]: the name of a CPU, by MIDR_EL1 (Arm ARM, D24.2, "Main ID Register").

/// An implementer of CPUs: its number, its name, and the parts that a reader may have.
struct Implementer {
    number: u64,
    name: &'static str,
    parts: &'static [(u64, &'static str)],
}

const KNOWN: [Implementer; 7] = [
    Implementer {
        number: 0x41,
        name: "Arm",
        parts: &[
            (0xd03, "Cortex-A53"),
            (0xd04, "Cortex-A35"),
            (0xd05, "Cortex-A55"),
            (0xd07, "Cortex-A57"),
            (0xd08, "Cortex-A72"),
            (0xd09, "Cortex-A73"),
            (0xd0a, "Cortex-A75"),
            (0xd0b, "Cortex-A76"),
            (0xd0c, "Neoverse-N1"),
            (0xd0d, "Cortex-A77"),
            (0xd40, "Neoverse-V1"),
            (0xd41, "Cortex-A78"),
            (0xd44, "Cortex-X1"),
            (0xd46, "Cortex-A510"),
            (0xd47, "Cortex-A710"),
            (0xd48, "Cortex-X2"),
            (0xd49, "Neoverse-N2"),
            (0xd4d, "Cortex-A715"),
            (0xd4e, "Cortex-X3"),
            (0xd4f, "Neoverse-V2"),
            (0xd80, "Cortex-A520"),
            (0xd81, "Cortex-A720"),
            (0xd82, "Cortex-X4"),
            (0xd84, "Neoverse-V3"),
            (0xd8e, "Neoverse-N3"),
        ],
    },
    Implementer { number: 0x46, name: "Fujitsu", parts: &[(0x001, "A64FX")] },
    Implementer { number: 0x48, name: "HiSilicon", parts: &[(0xd01, "TaiShan v110")] },
    Implementer { number: 0x51, name: "Qualcomm", parts: &[(0x001, "Oryon")] },
    Implementer {
        number: 0x61,
        name: "Apple",
        parts: &[
            (0x022, "M1, efficiency"),
            (0x023, "M1, performance"),
            (0x024, "M1 Pro, efficiency"),
            (0x025, "M1 Pro, performance"),
            (0x028, "M1 Max, efficiency"),
            (0x029, "M1 Max, performance"),
            (0x032, "M2, efficiency"),
            (0x033, "M2, performance"),
        ],
    },
    Implementer { number: 0x00, name: "QEMU", parts: &[(0x051, "max")] },
    Implementer {
        number: 0xc0,
        name: "Ampere",
        parts: &[(0xac3, "Ampere-1"), (0xac4, "Ampere-1A")],
    },
];

/// Returns a name as "Arm Cortex-A72 r0p3 (MIDR 0x410fd083)". The register's value is exact, and
/// the name is for the reader.
pub fn name(midr: u64) -> String {
    let field = |low: u32, bits: u32| midr >> low & ((1 << bits) - 1);
    let (implementer, variant, part, revision) =
        (field(24, 8), field(20, 4), field(4, 12), field(0, 4));
    let known = KNOWN.iter().find(|known| known.number == implementer);
    let implementer = known
        .map_or_else(|| format!("implementer {implementer:#04x}"), |known| known.name.to_owned());
    let part_name = known.and_then(|known| known.parts.iter().find(|&&(number, _)| number == part));
    let part =
        part_name.map_or_else(|| format!("part {part:#05x}"), |(_, name)| (*name).to_owned());
    format!("{implementer} {part} r{variant}p{revision} (MIDR {midr:#010x})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpu_is_named_as_far_as_it_is_known() {
        for (midr, expected) in [
            (0x410f_d083, "Arm Cortex-A72 r0p3 (MIDR 0x410fd083)"),
            (0x611f_0221, "Apple M1, efficiency r1p1 (MIDR 0x611f0221)"),
            (0x000f_0510, "QEMU max r0p0 (MIDR 0x000f0510)"),
            (0x412f_fff4, "Arm part 0xfff r2p4 (MIDR 0x412ffff4)"),
            (0x6d0f_d490, "implementer 0x6d part 0xd49 r0p0 (MIDR 0x6d0fd490)"),
        ] {
            assert_eq!(name(midr), expected);
        }
    }
}
