//! Reads a [`Table`] from the text of SPEC.md. An unknown word is an error.

use anyhow::{Context, Result, anyhow, bail, ensure};
use lazy_mmu_core::Hook;

use crate::table::{Atom, Condition, Counter, Does, Effect, KINDS, Made, Report, Row, Table, Then};

/// The table's head.
const HEAD: &str = "| call | when | effect | hook | reported |";

impl Table {
    /// Reads the table from the text of SPEC.md.
    pub fn read(spec: &str) -> Result<Self> {
        let mut lines = spec.lines().zip(1..).skip_while(|(line, _)| *line != HEAD);
        ensure!(lines.next().is_some(), "SPEC.md has no line `{HEAD}`");
        let mut rows: Vec<Row> = Vec::new();
        for (text, line) in lines.skip(1).take_while(|(text, _)| text.starts_with('|')) {
            let above = rows.last().map(|row| row.call.as_str());
            rows.push(row(text, line, above).with_context(|| {
                format!("SPEC.md:{line}: a row of the table is not understood")
            })?);
        }
        let table = Self(rows);
        for row in &table.0 {
            if let Then::As(call) = &row.then {
                ensure!(
                    table.0.iter().any(|row| row.call == *call),
                    "SPEC.md:{}: no rows for the call `{call}`",
                    row.line
                );
            }
        }
        Ok(table)
    }
}

fn row(text: &str, line: usize, above: Option<&str>) -> Result<Row> {
    let cells: Vec<_> = text.trim_matches('|').split('|').map(str::trim).collect();
    let [call, when, effect, hook, reported] = cells[..] else {
        bail!("{} cells, where 5 belong", cells.len())
    };
    let call = if call.is_empty() { above.context("the first row names no call")? } else { call };
    let when = if when == "otherwise" { Condition::ALWAYS } else { condition(when)? };
    let then = match effect.strip_prefix("as ") {
        Some(other) => {
            ensure!(
                hook.is_empty() && reported.is_empty(),
                "it refers to another call, and has a hook or a report of its own"
            );
            Then::As(other.to_owned())
        }
        None => {
            let hook = match hook {
                "–" => None,
                "`enter`" => Some(Hook::Enter),
                "`flush`" => Some(Hook::Flush),
                "`leave`" => Some(Hook::Leave),
                other => bail!("`{other}` is no hook"),
            };
            Then::Does(Does {
                effects: list(effect, ", ", effect_of)?,
                hook,
                reports: list(reported, "; ", report)?,
            })
        }
    };
    Ok(Row { line, call: call.to_owned(), when, then })
}

fn list<T>(cell: &str, separator: &str, read: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    if cell == "–" { Ok(Vec::new()) } else { cell.split(separator).map(read).collect() }
}

fn condition(text: &str) -> Result<Condition> {
    text.split(" or ")
        .map(|all| all.split(" and ").map(atom).collect())
        .collect::<Result<_>>()
        .map(Condition)
}

fn atom(text: &str) -> Result<Atom> {
    Ok(match text {
        "in_interrupt" => Atom::InInterrupt,
        "in a handler" => Atom::InHandler,
        "in a task" => Atom::InTask,
        "active" => Atom::Active,
        "stuck" => Atom::Stuck,
        "deferred" => Atom::Deferred,
        "made in a handler" => Atom::Made(Made::InHandler),
        "made in a pause" => Atom::Made(Made::InPause),
        "made at depth 255" => Atom::Made(Made::AtDepth255),
        "the slot changed" => Atom::SlotChanged,
        _ => match text.split(' ').collect::<Vec<_>>()[..] {
            [name, "=", value] => Atom::Is(counter(name)?, value.parse()?),
            [name, ">", value] => Atom::Above(counter(name)?, value.parse()?),
            ["found", name, "=", value] => Atom::FoundIs(counter(name)?, value.parse()?),
            ["found", name, ">", value] => Atom::FoundAbove(counter(name)?, value.parse()?),
            _ => bail!("`{text}` is no condition"),
        },
    })
}

fn counter(name: &str) -> Result<Counter> {
    Ok(match name {
        "E" => Counter::E,
        "P" => Counter::P,
        "D" => Counter::D,
        _ => bail!("`{name}` is no counter"),
    })
}

fn effect_of(text: &str) -> Result<Effect> {
    Ok(match text {
        "P sticks" => Effect::Sticks,
        "deferred" => Effect::Deferred,
        _ => match text.split(' ').collect::<Vec<_>>()[..] {
            [name, "+=", "1"] => Effect::Up(counter(name)?),
            [name, "−=", "1"] => Effect::Down(counter(name)?),
            [name, "=", "0"] => Effect::Zero(counter(name)?),
            ["D", "as", "found"] => Effect::DepthAsFound,
            ["D", "as", "by", "irq_exit"] => Effect::AsByIrqExit,
            [name, "≤", "found"] => Effect::AtMostFound(counter(name)?),
            _ => bail!("`{text}` is no effect"),
        },
    })
}

/// Reads "`Kind` (E=1 P=2) if …", where only the kind is required.
fn report(text: &str) -> Result<Report> {
    let (what, when) = match text.split_once(" if ") {
        Some((what, when)) => (what, condition(when)?),
        None => (text, Condition::ALWAYS),
    };
    let (name, counts) = match what.split_once(" (") {
        Some((name, counts)) => {
            (name, counts.strip_suffix(')').context("a parenthesis is not closed")?)
        }
        None => (what, ""),
    };
    let kind = KINDS
        .into_iter()
        .find(|kind| format!("`{kind:?}`") == name)
        .ok_or_else(|| anyhow!("`{name}` is no violation"))?;
    let mut report = Report { kind, enable: None, pause: None, when };
    for count in counts.split_whitespace() {
        match count.split_once('=') {
            Some(("E", value)) => report.enable = Some(value.parse()?),
            Some(("P", value)) => report.pause = Some(value.parse()?),
            _ => bail!("`{count}` is no count"),
        }
    }
    Ok(report)
}
