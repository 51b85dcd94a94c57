//! Divides the files of `fail/` and `messages/` into cases. A case begins with a comment at the
//! left margin, its title, and ends where the next one begins.

use std::ops::Range;

/// One of a file's cases.
#[derive(Debug)]
pub struct Case<'a> {
    /// The first line of its comment.
    pub title: &'a str,
    /// Its lines, as the compiler counts them: from 1 on.
    pub lines: Range<usize>,
    /// Their text.
    pub source: Vec<&'a str>,
}

/// Returns the cases of a file. The lines before the first case belong to all of them.
#[must_use]
pub fn cases(source: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut in_a_comment = false;
    for (number, line) in (1..).zip(source.lines()) {
        let title = line.strip_prefix("// ").filter(|_| !in_a_comment);
        in_a_comment = line.starts_with("//");
        if let Some(title) = title {
            cases.push(Case { title, lines: number..number, source: Vec::new() });
        }
        if let Some(case) = cases.last_mut() {
            case.lines.end = number + 1;
            case.source.push(line);
        }
    }
    cases
}
