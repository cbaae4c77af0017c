//! The contract: what may be said, what is stored and what is published.
//!
//! Everything else in the repository depends on this crate and this crate on
//! nothing of it. It builds without a database and without a network.

pub mod any;
pub mod envelope;
pub mod ids;
pub mod restriction;
mod text;
pub mod time;
mod wire_time;

pub use text::Plain;
pub use wire_time::WireTime;

/// The encoded descriptors of the whole contract, for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

macro_rules! package {
    ($context:ident) => {
        pub mod $context {
            pub mod v1 {
                include!(concat!(env!("OUT_DIR"), "/candour.", stringify!($context), ".v1.rs"));
                include!(concat!(
                    env!("OUT_DIR"),
                    "/candour.",
                    stringify!($context),
                    ".v1.serde.rs"
                ));
                include!(concat!(
                    env!("OUT_DIR"),
                    "/candour.",
                    stringify!($context),
                    ".v1.derived.rs"
                ));
            }
        }
    };
}

#[allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]
mod candour {
    package!(common);
    package!(referrals);
    package!(panel);
    package!(careplans);
    package!(sanctions);
    package!(concerns);
    package!(oversight);
    package!(ledger);
}

#[allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
mod validate {
    use super::candour;

    include!(concat!(env!("OUT_DIR"), "/validate_impl.rs"));
}

pub use candour::careplans::v1 as careplans;
pub use candour::common::v1 as common;
pub use candour::concerns::v1 as concerns;
pub use candour::ledger::v1 as ledger;
pub use candour::oversight::v1 as oversight;
pub use candour::panel::v1 as panel;
pub use candour::referrals::v1 as referrals;
pub use candour::sanctions::v1 as sanctions;

pub use prost_protovalidate::{Validate, ValidationError};

/// Words about people, wherever they stand in a message.
pub trait Texts {
    /// Calls `visit` with the field's name and its words, in field order.
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&'static str, &mut common::Text));
}

/// The ids that a message names, its own included.
pub trait Ids {
    /// Calls `visit` with the field's name and the id, in field order; empty ids are passed over.
    fn visit_ids(&self, visit: &mut dyn FnMut(&'static str, &str));
}

/// How long the lists of a message may be, by the contract's rules.
///
/// A rule is checked for each item, and each item that breaks one is told of, so a
/// list's length has to be looked at before its items are.
pub trait Lists {
    /// The first list that is too long, if there is one.
    fn long_list(&self) -> Option<LongList>;
}

/// A list that is longer than the contract allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongList {
    /// The path of its field.
    pub field: String,
    /// How many items it may have.
    pub most: usize,
}

impl LongList {
    /// The same, seen from the message that holds it in this field.
    #[must_use]
    pub fn within(self, field: String) -> Self {
        Self { field: format!("{field}.{}", self.field), most: self.most }
    }
}

/// What a request proposes: an event whose own ids may still be empty.
pub trait Fact: Texts + Ids + Clone + Send + Sync + 'static {
    /// The id in the field of this name, if there is such a field.
    fn id_mut(&mut self, field: &str) -> Option<&mut String>;
}

/// A request that asks for a fact to be put on record.
pub trait Command: Lists + Validate + prost::Message + Send + 'static {
    /// The event that it proposes.
    type Fact: Fact;
    /// What it is answered with.
    type Response;
    /// How it is said, and what.
    fn parts(self) -> (Option<common::Act>, Option<Self::Fact>);
    /// The answer that carries a receipt.
    fn response(receipt: common::Receipt) -> Self::Response;
}

/// A message that is an event.
pub trait Named: 'static {
    /// Its full type name.
    const KIND: &'static str;
}

/// The events of one context.
pub trait Event: Texts + Ids + Sized + Clone + Send + Sync + 'static {
    /// The context's name, as in subjects and sources.
    const CONTEXT: &'static str;
    /// The full names of all types.
    const TYPES: &'static [&'static str];
    /// This event's full type name.
    fn type_name(&self) -> &'static str;
    /// The event's fields as proto3 JSON.
    ///
    /// # Errors
    /// If a value has no JSON form, such as a timestamp out of range.
    fn to_json(&self) -> Result<Box<serde_json::value::RawValue>, serde_json::Error>;
    /// Reads an event back; `None` for a type that this build does not know.
    ///
    /// # Errors
    /// If the fields do not fit the type.
    fn from_json(
        type_name: &str,
        data: &serde_json::value::RawValue,
    ) -> Result<Option<Self>, serde_json::Error>;
    /// The person whom it is about; empty if it is about none.
    fn person_id(&self) -> &str;
    /// The message inside.
    fn as_any(&self) -> &dyn std::any::Any;
    /// What its own fields tell, besides ids and words.
    fn tells(&self) -> common::Class;
    /// What the words in a field of it tell.
    fn words_tell(&self, field: &str) -> common::Class;
}
