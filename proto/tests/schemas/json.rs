//! JSON whose fields stand in the order in which they were put.
//!
//! `serde_json`'s own map is ordered by a feature that any crate of a build may
//! turn on; what is checked in may not depend on what else is built.

use serde::{Serialize, Serializer};

/// A value.
#[derive(Clone, Debug)]
pub enum Node {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// Values in order.
    List(Vec<Node>),
    /// Named values in order.
    Object(Vec<(String, Node)>),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::List(values) => serializer.collect_seq(values),
            Self::Object(fields) => serializer.collect_map(fields.iter().map(|(k, v)| (k, v))),
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Node {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

/// An object with these fields.
pub fn object<const N: usize>(fields: [(&str, Node); N]) -> Node {
    Node::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A list of values.
pub fn list<V: Into<Node>>(values: impl IntoIterator<Item = V>) -> Node {
    Node::List(values.into_iter().map(Into::into).collect())
}

/// A reference to another place.
pub fn reference(to: &str) -> Node {
    object([("$ref", to.into())])
}

impl Node {
    /// The object with a field more, at its end; what is no object stays as it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Node>) -> Self {
        if let Self::Object(fields) = &mut self {
            fields.push((name.to_owned(), value.into()));
        }
        self
    }

    /// The object with fields more, each instead of one of that name.
    #[must_use]
    pub fn with_all(mut self, more: Vec<(String, Node)>) -> Self {
        if let Self::Object(fields) = &mut self {
            for (name, value) in more {
                match fields.iter_mut().find(|(known, _)| *known == name) {
                    Some(field) => field.1 = value,
                    None => fields.push((name, value)),
                }
            }
        }
        self
    }

    /// The file that holds it.
    ///
    /// # Errors
    /// Never, in fact: every value has a JSON form.
    pub fn file(&self) -> Result<String, String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| e.to_string())?;
        Ok(text + "\n")
    }
}
