//! A reader of KTAP, as strict as its specification.

/// A result line of KTAP.
#[derive(Debug, PartialEq, Eq)]
pub struct TestResult {
    pub ok: bool,
    pub name: String,
    pub skipped: bool,
    pub diagnostics: Vec<String>,
}

/// Reads the suite's output, and accepts only the specification's forms: a version line, a plan, as
/// many results as planned and in order, and diagnostics above their result.
pub fn parse(text: &str) -> Vec<TestResult> {
    assert!(
        text.ends_with('\n') && text.is_ascii() && !text.contains('\r'),
        "lines of plain text: {text}"
    );
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("KTAP version 1"));
    let plan: usize = lines
        .next()
        .and_then(|line| line.strip_prefix("1.."))
        .and_then(|number| number.parse().ok())
        .expect("a plan");
    let mut results = Vec::new();
    let mut diagnostics = Vec::new();
    for line in lines {
        if let Some(text) = line.strip_prefix("# ") {
            diagnostics.push(text.to_owned());
            continue;
        }
        let (ok, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), None) => (true, rest),
            (None, Some(rest)) => (false, rest),
            _ => panic!("neither diagnostics nor a result: {line}"),
        };
        let (number, rest) = rest.split_once(' ').expect("a number, then a name");
        assert_eq!(
            number,
            (results.len() + 1).to_string(),
            "numbers go up by one, without zeros before them: {line}"
        );
        let (name, directive) = match rest.split_once(" # ") {
            Some((name, directive)) => (name, Some(directive)),
            None => (rest, None),
        };
        assert!(
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "a name: {line}"
        );
        let skipped = directive.is_some_and(|directive| directive.starts_with("SKIP "));
        assert!(skipped || directive.is_none(), "the only directive is SKIP: {line}");
        results.push(TestResult {
            ok,
            name: name.to_owned(),
            skipped,
            diagnostics: std::mem::take(&mut diagnostics),
        });
    }
    assert_eq!(results.len(), plan, "as many results as planned");
    assert!(diagnostics.is_empty(), "diagnostics stand above their result");
    results
}
