//! What the contract says of commands and of their fields: all that a history
//! needs to know of it, read from its descriptors.

use std::sync::LazyLock;

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, MessageDescriptor, MethodDescriptor, Value,
};

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).expect("the contract is read"));

/// The option in which a field's rules stand.
const RULES: &str = "buf.validate.field";

/// Every rpc that asks for something to be put on record.
pub fn commands() -> impl Iterator<Item = MethodDescriptor> {
    let methods = POOL.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    methods.filter(|method| method.input().get_field_by_name("act").is_some())
}

/// The rpc of this name; no two services have one of the same name.
pub fn rpc(name: &str) -> MethodDescriptor {
    commands().find(|method| method.name() == name).expect("a row names a command")
}

/// The field of a request that holds the fact. A row that is imported may hold
/// one of several; here it is a contact.
pub fn fact_of(request: &MessageDescriptor) -> FieldDescriptor {
    let field = ["fact", "contact"].into_iter().find_map(|name| request.get_field_by_name(name));
    field.expect("a command holds a fact")
}

/// A message of the contract as one of its own descriptors.
pub fn reflected<T: prost::Message>(name: &str, message: &T) -> Value {
    let descriptor = POOL.get_message_by_name(name).expect("a message of the contract");
    let mut reflected = DynamicMessage::new(descriptor);
    reflected.transcode_from(message).expect("a message of the contract");
    Value::Message(reflected)
}

/// A field's value, if the message gives one.
pub fn given(message: &DynamicMessage, field: &str) -> Option<Value> {
    let value = message.get_field_by_name(field).filter(|_| message.has_field_by_name(field));
    value.map(std::borrow::Cow::into_owned)
}

/// What the contract asks of a field.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Whether it may not be left out.
    pub required: bool,
    /// The noun of the id that it holds, if it holds one.
    pub noun: Option<String>,
    /// Whether it is a digest.
    pub digest: bool,
    /// Whether it is a UUID.
    pub uuid: bool,
    /// The least number that it may be.
    pub least: u32,
    items: Option<DynamicMessage>,
}

impl Rules {
    /// Those of a field.
    pub fn of(field: &FieldDescriptor) -> Self {
        let options = field.options();
        let rules = field.parent_pool().get_extension_by_name(RULES).expect("rules are known");
        let has = options.has_extension(&rules);
        let value = has.then(|| options.get_extension(&rules).into_owned());
        value.map(message).map(|rules| Self::read(&rules)).unwrap_or_default()
    }

    /// Those of a list's items, none of which may be empty.
    pub fn of_items(&self) -> Self {
        let rules = self.items.as_ref().map(Self::read).unwrap_or_default();
        Self { required: true, ..rules }
    }

    fn read(rules: &DynamicMessage) -> Self {
        let part = |name: &str| given(rules, name).map(message);
        let of = |name: &str, rule: &str| part(name).and_then(|part| given(&part, rule));
        let number = |name: &str, rule: &str| {
            let value = of(name, rule)?;
            value.as_u64().or_else(|| value.as_u32().map(u64::from))
        };
        let pattern = of("string", "pattern").and_then(|p| p.as_str().map(str::to_owned));
        let pattern = pattern.unwrap_or_default();
        let least = number("uint32", "gte").unwrap_or_default();
        let required = given(rules, "required").and_then(|v| v.as_bool()).unwrap_or_default()
            || (!pattern.is_empty() && !pattern.ends_with(")?$"))
            || of("enum", "not_in").is_some()
            || of("string", "uuid").is_some()
            || number("string", "min_len").is_some()
            || number("repeated", "min_items").is_some()
            || least > 0;
        let noun = pattern.split_once("_[0-7]");
        Self {
            required,
            noun: noun.map(|(noun, _)| noun.trim_start_matches(['^', '(']).to_owned()),
            digest: pattern.contains("[0-9a-f]{64}"),
            uuid: of("string", "uuid").is_some(),
            least: u32::try_from(least).unwrap_or_default(),
            items: of("repeated", "items").map(message),
        }
    }
}

/// The message that a value is.
pub fn message(value: Value) -> DynamicMessage {
    let Value::Message(message) = value else { panic!("a message, not {value:?}") };
    message
}

/// Every text that stands directly in a message, ids among them.
pub fn texts(said: &DynamicMessage) -> impl Iterator<Item = &str> {
    said.fields().filter_map(|(_, value)| value.as_str())
}
