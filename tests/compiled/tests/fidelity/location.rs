//! `Location::caller()`, and the place that a panic names.

use crate::{both, without_the_mode};

#[test]
fn callers_and_panics_are_where_they_are_without_the_attribute() {
    let [without, with] = both("location");
    let plain = without.lines();
    assert_eq!(without_the_mode(&with.lines()), plain);
    for line in &plain {
        if let Some((at, says)) = line.strip_prefix("caller ").and_then(|rest| rest.split_once(" says ")) {
            assert!(says.contains(&format!("location.rs:{at}:")), "tracked, so it is the caller's: {line}");
        }
        if let Some((at, says)) = line.strip_prefix("itself ").and_then(|rest| rest.split_once(" says ")) {
            assert!(!says.contains(&format!("location.rs:{at}:")), "not tracked, so it is the function's own: {line}");
        }
    }
    assert!(plain.iter().filter(|line| line.starts_with("caller ")).count() > 5, "{plain:?}");
    assert_eq!(plain.iter().filter(|line| line.starts_with("panicked at ")).count(), 3, "{plain:?}");
}
