//! [`Value`]: what a register or a word of a litmus test holds.

/// By name, as in the test: addresses are numbers in the model alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Number(i64),
    /// `x`
    Address(String),
    /// `PTE(x)`
    Entry(String),
    /// `(oa:PA(x),valid:1,db:1)`
    Leaf(Leaf),
}

/// What an entry says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The word that it leads to.
    pub frame: String,
    pub is_valid: bool,
    /// `db` of herd7: whether stores are allowed.
    pub is_writable: bool,
}

impl Value {
    /// # Errors
    ///
    /// What the model does not know.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(name) = text.strip_prefix("PTE(").and_then(|rest| rest.strip_suffix(')')) {
            return Ok(Self::Entry(name.to_owned()));
        }
        if let Some(fields) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return Leaf::parse(fields).map(Self::Leaf);
        }
        Ok(text.parse().map_or_else(|_| Self::Address(text.to_owned()), Self::Number))
    }
}

impl Leaf {
    fn parse(fields: &str) -> Result<Self, &'static str> {
        let mut leaf = Self { frame: String::new(), is_valid: true, is_writable: true };
        for (field, value) in fields.split(',').map(|field| field.split_once(':').expect("a field has a value")) {
            match (field, value) {
                ("oa", frame) => leaf.frame = frame.trim_start_matches("PA(").trim_end_matches(')').to_owned(),
                ("valid", value) => leaf.is_valid = value == "1",
                ("db", value) => leaf.is_writable = value == "1",
                ("af", _) => return Err("the Access flag"),
                (other, _) => panic!("`{other}` is not known here"),
            }
        }
        Ok(leaf)
    }
}
