//! What may be chosen in a field, as the contract has it: the names of its enum.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

use crate::words;

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).unwrap_or_default());

/// An rpc by its whole name.
pub(super) fn rpc(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.split_once('/')?;
    let service = POOL.get_service_by_name(service)?;
    service.methods().find(|known| known.name() == method)
}

/// A field of a message by its path.
pub(super) fn field(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let mut message = message.clone();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let field = message.get_field_by_name(name)?;
        if names.peek().is_none() {
            return Some(field);
        }
        message = field.kind().as_message()?.clone();
    }
    None
}

/// What may be chosen in a field, and how it reads; nothing where it is no enum.
pub(super) fn of(rpc_name: &str, path: &str) -> Vec<(String, String)> {
    let field = rpc(rpc_name).and_then(|rpc| field(&rpc.input(), path));
    let Some(Kind::Enum(all)) = field.map(|field| field.kind()) else { return Vec::new() };
    let prefix = screaming(all.name());
    let values = all.values().filter(|value| value.number() != 0);
    values.map(|value| (value.name().to_owned(), words::code(value.name(), &prefix))).collect()
}

/// `ContactService` as `CONTACT_SERVICE`.
fn screaming(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before_is_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && before_is_small {
            out.push('_');
        }
        before_is_small = letter.is_lowercase();
        out.extend(letter.to_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_chosen_is_what_the_contract_has() {
        let rpc = "candour.oversight.v1.OversightService/ResolveFlag";
        let outcomes = of(rpc, "fact.outcome");
        let reads: Vec<&str> = outcomes.iter().map(|(_, reads)| reads.as_str()).collect();
        assert_eq!(reads, ["Upheld", "Not upheld", "Inconclusive"]);
        assert!(of(rpc, "fact.reason").is_empty());
        assert!(of(rpc, "fact.nothing").is_empty());
        assert!(of("candour.oversight.v1.OversightService/Nothing", "fact").is_empty());
    }

    #[test]
    fn names_are_told_as_the_contract_writes_them() {
        assert_eq!(screaming("ContactService"), "CONTACT_SERVICE");
        assert_eq!(screaming("Article6"), "ARTICLE6");
    }
}
