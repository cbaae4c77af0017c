//! A story's YAML, gone through once before it is read.
//!
//! Two things are seen here only. A key that stands twice: whoever reads a field
//! by its name takes one of the two. And a file that refers back to its own
//! parts, each to several before it, which becomes a thousand times as long
//! when it is read; one that is written out has no more nodes than letters.

use std::{cell::Cell, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How many brackets may be open at once. Each that is makes all that follows slower to
/// read, and the reader says that it is too deep only after the last; a story has five.
const OPEN: usize = 200;

/// Goes through a text.
///
/// # Errors
/// If it is no YAML, has a key twice, is nested deeply, or becomes much longer than it is.
pub fn count(text: &str) -> Result<(), serde_yaml_ng::Error> {
    if !opens_few(text) {
        return Err(serde_yaml_ng::Error::custom("too many brackets are open; close some"));
    }
    let left = Cell::new(text.len());
    Node { left: &left }.deserialize(serde_yaml_ng::Deserializer::from_str(text)).map(drop)
}

/// Whether few brackets are open at any place. Those within words and comments count as
/// well: a rough measure, which refuses no story that somebody would write, and does not
/// keep a reader's own file from being slow on purpose.
fn opens_few(text: &str) -> bool {
    let mut open = 0_usize;
    text.bytes().all(|byte| {
        match byte {
            b'[' | b'{' => open = open.saturating_add(1),
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open <= OPEN
    })
}

/// A node to be gone through. It gives what it is as a key, if it can be one.
#[derive(Clone, Copy)]
struct Node<'a> {
    /// How many there may still be.
    left: &'a Cell<usize>,
}

impl Node<'_> {
    fn one_less<E: Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1);
        let text = "it refers to its own parts too often; write them out";
        left.map(|left| self.left.set(left)).ok_or_else(|| E::custom(text))
    }

    fn scalar<E: Error>(self, value: impl fmt::Display) -> Result<Option<String>, E> {
        self.one_less()?;
        Ok(Some(value.to_string()))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a tag")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        self.scalar(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.scalar("null")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        self.one_less()?;
        while items.next_element_seed(self)?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        self.one_less()?;
        let mut known = HashSet::new();
        while let Some(key) = members.next_key_seed(self)? {
            let Some(key) = key else { return Err(A::Error::custom("a key is a word")) };
            if known.contains(&key) {
                return Err(A::Error::custom(format!("duplicate entry with key `{key}`")));
            }
            known.insert(key);
            members.next_value_seed(self)?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        count(text).map_err(|error| error.to_string()).err().unwrap_or_default()
    }

    #[test]
    fn what_is_written_out_is_counted_through() {
        for text in ["a: 1\n", "- {a: [1, 2.5, ~, yes]}\n- b\n", "a:\nb:\n", "-\n-\n", "[a,b,c]\n"]
        {
            assert_eq!(told(text), "", "{text}");
        }
        let once = "a: &x {b: c, d: e, f: g}\ni: *x\n";
        assert_eq!(told(once), "");
    }

    #[test]
    fn a_key_that_stands_twice_is_told() {
        assert!(told("a: 1\nb: {c: 1, c: 2}\n").starts_with("b: duplicate entry with key `c`"));
    }

    #[test]
    fn what_is_nested_without_end_is_refused_before_it_is_read() {
        assert!(told(&"[".repeat(100_000)).contains("too many brackets"));
        assert!(told(&"{[".repeat(OPEN)).contains("too many brackets"));
        let many = format!("- [{}]\n", "[{}], ".repeat(OPEN));
        assert_eq!(told(&many.repeat(3)), "");
    }

    #[test]
    fn what_refers_to_itself_without_end_is_refused() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (n, of) in ('b'..='h').zip('a'..) {
            let of = format!("*{of}, ").repeat(9);
            bomb.push_str(&format!("{n}: &{n} [{of}]\n"));
        }
        assert!(told(&bomb).contains("refers to its own parts too often"), "{}", told(&bomb));
    }
}
