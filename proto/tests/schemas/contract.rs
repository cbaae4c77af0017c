//! What the descriptors say beside names and types: comments and request rules.
//!
//! A rule that is not known here is an error: a schema that silently lost one
//! would promise what the service refuses.

use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, ExtensionDescriptor, FieldDescriptor,
    FileDescriptor, MessageDescriptor, Value,
};

use super::json::Node;

/// The contract.
pub struct Contract {
    /// Its descriptors.
    pub pool: DescriptorPool,
    rules: ExtensionDescriptor,
}

/// What the request rules say of a field.
#[derive(Default)]
pub struct Rules {
    /// The same in JSON Schema's words.
    pub keywords: Vec<(String, Node)>,
    /// What they say of each item of a list.
    pub items: Vec<(String, Node)>,
    /// Whether the field is always on the wire: what stands for its absence
    /// would break a rule.
    pub always: bool,
}

impl Contract {
    /// Reads the descriptors that the crate carries.
    pub fn read() -> Result<Self, String> {
        let pool = DescriptorPool::decode(proto::DESCRIPTORS).map_err(|e| e.to_string())?;
        let rules = pool
            .get_extension_by_name("buf.validate.field")
            .ok_or("the descriptors lost the request rules")?;
        Ok(Self { pool, rules })
    }

    /// The files that define events, by context.
    pub fn events(&self) -> impl Iterator<Item = (String, FileDescriptor)> {
        self.pool.files().filter_map(|file| {
            let context = file.name().strip_prefix("candour/")?.strip_suffix("/v1/events.proto")?;
            Some((context.to_owned(), file))
        })
    }

    /// The rules of a field.
    pub fn rules(&self, field: &FieldDescriptor) -> Result<Rules, String> {
        let options = field.options();
        if !options.has_extension(&self.rules) {
            return Ok(Rules::default());
        }
        let value = options.get_extension(&self.rules);
        let Value::Message(said) = value.as_ref() else {
            return Err("its rules are no message".to_owned());
        };
        read_rules(said)
    }
}

fn read_rules(said: &DynamicMessage) -> Result<Rules, String> {
    let mut rules = Rules::default();
    for (kind, value) in said.fields() {
        match (kind.name(), value) {
            ("required", Value::Bool(required)) => rules.always |= required,
            ("string" | "enum" | "uint32" | "repeated", Value::Message(of_kind)) => {
                for (rule, value) in of_kind.fields() {
                    one_rule(&mut rules, kind.name(), rule.name(), value)?;
                }
            }
            (unknown, _) => return Err(format!("the schemas know no rule `{unknown}`")),
        }
    }
    Ok(rules)
}

fn one_rule(rules: &mut Rules, kind: &str, rule: &str, value: &Value) -> Result<(), String> {
    let number = value.as_u64().or_else(|| value.as_u32().map(u64::from));
    let number = number.and_then(|n| i64::try_from(n).ok());
    let mut say = |keyword: &str, node: Node| rules.keywords.push((keyword.to_owned(), node));
    match (kind, rule, number) {
        ("string", "pattern", _) => {
            let pattern = value.as_str().unwrap_or_default();
            rules.always |= !pattern.ends_with(")?$");
            rules.keywords.push(("pattern".to_owned(), pattern.into()));
        }
        ("string", "max_len", Some(n)) => say("maxLength", n.into()),
        ("string", "min_len", Some(n)) => {
            say("minLength", n.into());
            rules.always |= n > 0;
        }
        ("string", "uuid", _) => {
            say("format", "uuid".into());
            rules.always = true;
        }
        ("uint32", "lte", Some(n)) => say("maximum", n.into()),
        ("uint32", "gte", Some(n)) => {
            say("minimum", n.into());
            rules.always |= n > 0;
        }
        ("enum", "defined_only", _) => {}
        ("enum", "not_in", _) if is_zero_alone(value) => rules.always = true,
        ("repeated", "max_items", Some(n)) => say("maxItems", n.into()),
        ("repeated", "min_items", Some(n)) => {
            say("minItems", n.into());
            rules.always |= n > 0;
        }
        ("repeated", "items", _) => {
            let of_items = value.as_message().ok_or("the rules of its items are no message")?;
            rules.items = read_rules(of_items)?.keywords;
        }
        _ => return Err(format!("the schemas know no rule `{kind}.{rule}` of this form")),
    }
    Ok(())
}

fn is_zero_alone(value: &Value) -> bool {
    value.as_list().is_some_and(|list| {
        let zero = |v: &Value| v.as_i32() == Some(0) || v.as_enum_number() == Some(0);
        list.len() == 1 && list.iter().all(zero)
    })
}

/// The comment above a place in a proto file, in one paragraph.
fn comment(file: &FileDescriptor, path: &[i32]) -> Result<String, String> {
    let described = file.file_descriptor_proto().source_code_info.as_ref();
    let location = described
        .into_iter()
        .flat_map(|info| &info.location)
        .find(|location| location.path == path)
        .ok_or_else(|| format!("{} has lost the comments", file.name()))?;
    let words: Vec<&str> = location.leading_comments().split_whitespace().collect();
    if words.is_empty() {
        return Err(format!("{}: something has no comment: {path:?}", file.name()));
    }
    Ok(words.join(" "))
}

/// What the contract says of a message.
pub fn of_message(message: &MessageDescriptor) -> Result<String, String> {
    comment(&message.parent_file(), message.path())
}

/// What the contract says of a field.
pub fn of_field(field: &FieldDescriptor) -> Result<String, String> {
    comment(&field.parent_message().parent_file(), field.path())
}

/// What the contract says of an enum, and of each of its values.
pub fn of_enum(of: &EnumDescriptor) -> Result<String, String> {
    let file = of.parent_file();
    let mut text = comment(&file, of.path())?;
    for value in of.values().filter(|value| value.number() != 0) {
        text.push_str(&format!("\n\n`{}`: {}", value.name(), comment(&file, value.path())?));
    }
    Ok(text)
}
