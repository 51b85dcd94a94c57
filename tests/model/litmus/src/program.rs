//! [`Program`]: a litmus test in herd7's format for AArch64, as far as ours use it.

use anyhow::{Context, Result, bail, ensure};

/// A litmus test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// The name in its first line.
    pub name: String,
    /// Its comment, in one line.
    pub claim: String,
    /// Options of herd7 between the comment and the first brace, as `Variant=vmsa`.
    pub options: Vec<String>,
    /// The initial values of registers and memory, as `0:X2` and `x`.
    pub initial: Vec<(String, String)>,
    /// A column for each CPU, and for each handler.
    pub columns: Vec<Column>,
    /// The outcome that must not happen, without its outer parentheses.
    pub condition: String,
}

/// The program of a CPU, or of a handler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// `P0`, or `P0.F` for the handler of its faults.
    pub name: String,
    /// Labels and instructions.
    pub instructions: Vec<Instruction>,
}

/// An instruction, or a label, whose mnemonic ends in a colon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// `STR`
    pub mnemonic: String,
    /// `X1` and `[X0]`
    pub operands: Vec<String>,
}

impl Instruction {
    fn parse(cell: &str) -> Self {
        let (mnemonic, operands) = cell.split_once(' ').unwrap_or((cell, ""));
        let operands = operands
            .split(',')
            .map(str::trim)
            .filter(|operand| !operand.is_empty())
            .map(str::to_owned)
            .collect();
        Self { mnemonic: mnemonic.to_owned(), operands }
    }
}

impl Program {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Fails if the file is not in the form of our tests.
    pub fn parse(text: &str) -> Result<Self> {
        let (first, rest) = text.split_once('\n').context("there is one line only")?;
        let name = first
            .strip_prefix("AArch64 ")
            .context("the first line is not `AArch64 NAME`")?
            .to_owned();
        let (comment, rest) = rest
            .strip_prefix("(*")
            .and_then(|rest| rest.split_once("*)"))
            .context("no comment says the claim")?;
        let claim = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        let (options, rest) =
            rest.split_once('{').context("nothing says what memory holds at first")?;
        let options = options.split_whitespace().map(str::to_owned).collect();
        let (initial, rest) = rest.split_once('}').context("a brace is not closed")?;
        let initial = initial
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(assignment)
            .collect::<Result<_>>()?;
        let (grid, condition) = rest.split_once("exists").context("there is no `exists`")?;
        let condition = condition.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let condition = condition.context("the condition is not in parentheses")?.to_owned();
        Ok(Self { name, claim, options, initial, columns: columns(grid)?, condition })
    }

    /// Returns the column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Parses `[x]=0`, or `int64_t f=0`, or `0:X2=x`.
fn assignment(text: &str) -> Result<(String, String)> {
    let text = text.strip_prefix("int64_t ").unwrap_or(text);
    let (place, value) =
        text.split_once('=').with_context(|| format!("`{text}` gives no value"))?;
    let place = place.strip_prefix('[').and_then(|place| place.strip_suffix(']')).unwrap_or(place);
    Ok((place.to_owned(), value.to_owned()))
}

fn columns(grid: &str) -> Result<Vec<Column>> {
    let mut rows = grid
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.strip_suffix(';').map(|row| row.split('|')));
    let Some(Some(names)) = rows.next() else { bail!("no line names the CPUs") };
    let mut columns: Vec<_> = names
        .map(|name| Column { name: name.trim().to_owned(), instructions: Vec::new() })
        .collect();
    for row in rows {
        let cells: Vec<_> = row.context("a row does not end in `;`")?.map(str::trim).collect();
        ensure!(
            cells.len() == columns.len(),
            "a row has {} cells, and there are {} CPUs",
            cells.len(),
            columns.len()
        );
        for (column, cell) in columns.iter_mut().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            column.instructions.push(Instruction::parse(cell));
        }
    }
    Ok(columns)
}
