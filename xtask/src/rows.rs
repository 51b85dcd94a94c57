//! Measured regions, put into rows by their labels: `OPERATION PAGES eager` stands beside
//! `OPERATION PAGES lazy`.

use harness::run::{Counts, Measured};

/// One operation on one number of pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The operation.
    pub operation: String,
    /// The number of pages.
    pub pages: u64,
    /// Its cost with eager barriers.
    pub eager: Option<Counts>,
    /// Its cost in a section.
    pub lazy: Option<Counts>,
}

/// Returns the rows in the order of their first label, and the regions that have no such label.
pub fn group(measured: &[Measured]) -> (Vec<Row>, Vec<&Measured>) {
    let mut rows: Vec<Row> = Vec::new();
    let mut others = Vec::new();
    for region in measured {
        let Some((operation, pages, lazy)) = parse(&region.label) else {
            others.push(region);
            continue;
        };
        let known = rows.iter().position(|row| row.operation == operation && row.pages == pages);
        let index = known.unwrap_or_else(|| {
            rows.push(Row { operation: operation.to_owned(), pages, eager: None, lazy: None });
            rows.len() - 1
        });
        let row = &mut rows[index];
        *(if lazy { &mut row.lazy } else { &mut row.eager }) = Some(region.counts);
    }
    (rows, others)
}

/// Returns the operation, the number of pages, and whether it was lazy.
fn parse(label: &str) -> Option<(&str, u64, bool)> {
    let (rest, mode) = label.rsplit_once(' ')?;
    let (operation, pages) = rest.rsplit_once(' ')?;
    let lazy = match mode {
        "eager" => false,
        "lazy" => true,
        _ => return None,
    };
    Some((operation, pages.parse().ok()?, lazy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(label: &str, dsb: u64) -> Measured {
        Measured { label: label.into(), counts: Counts { dsb, ..Counts::default() } }
    }

    #[test]
    fn eager_and_lazy_share_a_row() {
        let regions = [
            measured("map 16 eager", 16),
            measured("unmap 16 eager", 7),
            measured("map 16 lazy", 1),
        ];
        let (rows, others) = group(&regions);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].operation.as_str(), rows[0].pages), ("map", 16));
        assert_eq!((rows[0].eager.unwrap().dsb, rows[0].lazy.unwrap().dsb), (16, 1));
        assert_eq!(rows[1].lazy, None);
        assert!(others.is_empty());
    }

    #[test]
    fn labels_of_another_form_are_kept_apart() {
        let regions = ["cost pair", "map many lazy", "map 16 sometimes", "lazy"]
            .map(|label| measured(label, 1));
        let (rows, others) = group(&regions);
        assert!(rows.is_empty());
        assert_eq!(others.len(), regions.len());
    }
}
