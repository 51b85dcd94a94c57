//! [`variations`]: inputs for a run without libFuzzer, the same ones each time.

use std::env;

/// A generator with Knuth's constants for MMIX; its upper half is good enough to choose by.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn bytes(&mut self, at_most: usize) -> Vec<u8> {
        (0..self.below(at_most)).map(|_| self.below(256) as u8).collect()
    }
}

/// Returns how many variations to try: `LAZY_MMU_VARIATIONS`, or `otherwise` if that is not set.
///
/// # Panics
///
/// Panics if the variable is not a number.
pub fn number(otherwise: usize) -> usize {
    env::var("LAZY_MMU_VARIATIONS")
        .map_or(otherwise, |number| number.parse().expect("LAZY_MMU_VARIATIONS is a number"))
}

/// Returns `number` inputs: random ones, and those of `corpus` with a few bytes changed, inserted
/// or taken out, or continued by those of another one.
pub fn variations(corpus: &[Vec<u8>], number: usize) -> impl Iterator<Item = Vec<u8>> + use<> {
    let mut random = Random(1);
    let corpus = corpus.to_vec();
    (0..number).map(move |index| {
        if corpus.is_empty() || index % 8 == 0 {
            return random.bytes(256);
        }
        let mut input = corpus[random.below(corpus.len())].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(input.len() + 1);
            match random.below(4) {
                0 if at < input.len() => input[at] = random.below(256) as u8,
                1 if at < input.len() => drop(input.remove(at)),
                2 => {
                    let other = &corpus[random.below(corpus.len())];
                    let from = random.below(other.len() + 1);
                    input.truncate(at);
                    input.extend(&other[from..]);
                }
                _ => input.insert(at, random.below(256) as u8),
            }
        }
        input
    })
}
