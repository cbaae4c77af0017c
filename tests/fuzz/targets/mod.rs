//! What takes bytes from outside, a file each: a target is a function from bytes
//! to nothing that must come back, soon, whatever the bytes are.
//!
//! A new decoder gets a file here, its name in `each_target!`, and a folder of
//! examples in `corpus/`.
//!
//! The histories beside the rules are ours and compiled in; they are no target.

/// Every target by its name, which is its file's.
macro_rules! each_target {
    ($do:ident) => {
        $do! {
            envelope event request ids time identity
            token issuer bearer pseudonym keyset keyfile clockfile sealed seen subject proof
            reactions judged stored served stream
            csv fhir story words
        }
    };
}

mod imported;
mod nats;
mod projected;
mod rpc;
pub mod scratch;
mod seeds;

macro_rules! modules {
    ($($name:ident)*) => { $(mod $name;)* };
}
each_target!(modules);

/// What an input looks like, so that it can be changed and still be one.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Text or bytes of no form in particular.
    Bytes,
    /// JSON, after a head of so many bytes.
    Json { after: usize },
    /// A protobuf message, after a head of so many bytes.
    Wire { after: usize },
}

/// Something that takes bytes.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// What its inputs look like.
    pub form: Form,
    /// Takes the bytes.
    pub run: fn(&[u8]),
    /// Inputs to begin with, beside those in `corpus/`.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets.
pub fn all() -> Vec<Target> {
    macro_rules! list {
        ($($name:ident)*) => {
            vec![$(Target {
                name: stringify!($name),
                form: $name::FORM,
                run: $name::run,
                seeds: $name::seeds,
            }),*]
        };
    }
    each_target!(list)
}
