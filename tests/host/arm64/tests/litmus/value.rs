//! [`Value`]: the value of a register or a word of a litmus test.

/// A value by name, as in the test: addresses are numbers only in the model.
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

/// The fields of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The word that the entry maps.
    pub frame: String,
    pub is_valid: bool,
    /// `db` of herd7: stores are allowed.
    pub is_writable: bool,
    /// `af`: the Access flag, without which no TLB holds the entry.
    pub is_accessed: bool,
    /// `dbm`: the hardware may make the entry writable, at a store.
    pub is_managed: bool,
}

impl Value {
    pub fn parse(text: &str) -> Self {
        if let Some(name) = text.strip_prefix("PTE(").and_then(|rest| rest.strip_suffix(')')) {
            return Self::Entry(name.to_owned());
        }
        if let Some(fields) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return Self::Leaf(Leaf::parse(fields));
        }
        text.parse().map_or_else(|_| Self::Address(text.to_owned()), Self::Number)
    }
}

impl Leaf {
    fn parse(fields: &str) -> Self {
        let mut leaf = Self {
            frame: String::new(),
            is_valid: true,
            is_writable: true,
            is_accessed: true,
            is_managed: false,
        };
        for (field, value) in
            fields.split(',').map(|field| field.split_once(':').expect("a field has a value"))
        {
            match (field, value) {
                ("oa", frame) => {
                    leaf.frame = frame.trim_start_matches("PA(").trim_end_matches(')').to_owned()
                }
                ("valid", value) => leaf.is_valid = value == "1",
                ("db", value) => leaf.is_writable = value == "1",
                ("af", value) => leaf.is_accessed = value == "1",
                ("dbm", value) => leaf.is_managed = value == "1",
                (other, _) => panic!("`{other}` is not known here"),
            }
        }
        leaf
    }
}
