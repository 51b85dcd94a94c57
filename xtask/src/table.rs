//! Rows as an aligned text table: the eager counts on the left, the lazy ones on the right.

use harness::run::Counts;

use crate::rows::Row;

/// A column of each half: its head, and the number that it shows. `None` shows as `-`.
#[derive(Clone, Copy)]
pub struct Column {
    head: &'static str,
    of: fn(&Counts) -> Option<u64>,
}

pub const DSB: Column = Column { head: "DSB", of: |counts| Some(counts.dsb) };
pub const ISB: Column = Column { head: "ISB", of: |counts| Some(counts.isb) };
pub const DMB: Column = Column { head: "DMB", of: |counts| Some(counts.dmb) };
pub const TLBI: Column = Column { head: "TLBI", of: |counts| Some(counts.tlbi) };
pub const INSTRUCTIONS: Column =
    Column { head: "instructions", of: |counts| Some(counts.instructions) };
/// The column of a host, where instructions are not counted.
pub const NO_INSTRUCTIONS: Column = Column { head: "instructions", of: |_| None };

impl Column {
    /// Returns its head.
    pub fn head(&self) -> &'static str {
        self.head
    }

    /// Returns the text of its cell for these counts.
    pub fn cell(&self, counts: &Counts) -> String {
        (self.of)(counts).map_or("-".into(), |n| n.to_string())
    }
}

/// Returns the table, with a line break at the end of each line.
pub fn render<'a>(rows: impl IntoIterator<Item = &'a Row>, columns: &[Column]) -> String {
    let half = |counts: &Option<Counts>| -> Vec<String> {
        columns
            .iter()
            .map(|column| counts.as_ref().map_or("-".into(), |counts| column.cell(counts)))
            .collect()
    };
    let heads: Vec<String> = columns.iter().map(|column| column.head.into()).collect();
    // Three blocks a line: the operation, eager, lazy.
    let mut lines = vec![[vec![String::new(), "pages".into()], heads.clone(), heads]];
    lines.extend(rows.into_iter().map(|row| {
        [vec![row.operation.clone(), row.pages.to_string()], half(&row.eager), half(&row.lazy)]
    }));

    let widths: [Vec<usize>; 3] = std::array::from_fn(|block| {
        (0..lines[0][block].len())
            .map(|column| lines.iter().map(|line| line[block][column].len()).max().unwrap_or(0))
            .collect()
    });
    let total = |block: usize| widths[block].iter().sum::<usize>() + 2 * (widths[block].len() - 1);
    let names = format!(
        "{:blank$}  |  {:^eager$}  |  {:^lazy$}",
        "",
        "eager",
        "lazy",
        blank = total(0),
        eager = total(1),
        lazy = total(2)
    );
    let mut text = names.trim_end().to_owned() + "\n";
    for line in &lines {
        let block = |block: usize| -> String {
            let cells = line[block].iter().zip(&widths[block]).enumerate();
            // The operation is the only cell that is not a number.
            let aligned = cells.map(|(i, (cell, &width))| {
                if (block, i) == (0, 0) {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            aligned.collect::<Vec<_>>().join("  ")
        };
        text += &format!("{}  |  {}  |  {}\n", block(0), block(1), block(2));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_a_missing_number_is_a_dash() {
        let counts = Counts { instructions: 40960, dsb: 4096, ..Counts::default() };
        let row = |operation: &str, pages, lazy| Row {
            operation: operation.into(),
            pages,
            eager: Some(counts),
            lazy,
        };
        let rows = [row("map", 4096, Some(Counts { dsb: 1, ..counts })), row("protect", 1, None)];
        assert_eq!(
            render(&rows, &[DSB, NO_INSTRUCTIONS]),
            concat!(
                "                |        eager         |        lazy\n",
                "         pages  |   DSB  instructions  |  DSB  instructions\n",
                "map       4096  |  4096             -  |    1             -\n",
                "protect      1  |  4096             -  |    -             -\n",
            )
        );
    }
}
