//! What is derived from the descriptors beside prost's own output.
//!
//! For every message: `Texts` (its sealable words), `Ids` (the ids it names)
//! and `Lists` (how long its lists may be). For every context: an `Event` enum over the messages of its
//! `events.proto`. For every request of the form `{ act, fact }`: `Command`.

use std::{collections::BTreeSet, error::Error, fmt::Write as _, fs, path::Path};

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, FileDescriptor, Kind, MessageDescriptor, Value,
};

const TEXT: &str = "candour.common.v1.Text";

/// The option in which a field's rules stand.
const RULES: &str = "buf.validate.field";

/// The option that says what an event's own fields tell.
const TELLS: &str = "candour.common.v1.tells";

/// The option that says what the words in a field tell.
const WORDS_TELL: &str = "candour.common.v1.words_tell";

/// Writes `<package>.derived.rs` for every package of the contract.
pub fn write(descriptors: &[u8], out: &Path) -> Result<(), Box<dyn Error>> {
    let pool = DescriptorPool::decode(descriptors)?;
    let asked = asked(&pool);
    let mut packages: Vec<String> = pool
        .files()
        .map(|f| f.package_name().to_owned())
        .filter(|p| p.starts_with("candour."))
        .collect();
    packages.sort();
    packages.dedup();
    for package in packages {
        let mut code = String::new();
        let files: Vec<FileDescriptor> =
            pool.files().filter(|f| f.package_name() == package).collect();
        for file in &files {
            for message in file.messages() {
                visitors(&mut code, &message)?;
                lists(&mut code, &message, asked.contains(message.full_name()))?;
                command(&mut code, &message)?;
            }
            if file.name().ends_with("/events.proto") {
                events(&mut code, file)?;
            }
        }
        fs::write(out.join(format!("{package}.derived.rs")), code)?;
    }
    Ok(())
}

/// The Rust path of a message of the contract, from within `proto`.
fn path(message: &MessageDescriptor) -> String {
    format!("crate::{}", message.full_name().replace('.', "::"))
}

fn is_ours(message: &MessageDescriptor) -> bool {
    message.full_name().starts_with("candour.")
}

/// `Texts` and `Ids` for one message: a walk over its fields.
fn visitors(code: &mut String, message: &MessageDescriptor) -> Result<(), Box<dyn Error>> {
    let rust = path(message);
    let (mut texts, mut ids, mut own) = (String::new(), String::new(), String::new());
    for field in message.fields() {
        // The only oneof of the contract is Text's own form, which has no parts.
        if field.containing_oneof().is_some() {
            continue;
        }
        let name = field.name();
        match field.kind() {
            Kind::Message(inner) if inner.full_name() == TEXT => {
                writeln!(
                    texts,
                    "for text in self.{name}.iter_mut() {{ visit(\"{name}\", text); }}"
                )?;
            }
            Kind::Message(inner) if is_ours(&inner) => {
                writeln!(
                    texts,
                    "for part in self.{name}.iter_mut() {{ part.visit_texts(visit); }}"
                )?;
                writeln!(ids, "for part in self.{name}.iter() {{ part.visit_ids(visit); }}")?;
            }
            Kind::String if name.ends_with("_id") => {
                writeln!(ids, "if !self.{name}.is_empty() {{ visit(\"{name}\", &self.{name}); }}")?;
                writeln!(own, "\"{name}\" => Some(&mut self.{name}),")?;
            }
            Kind::String if name.ends_with("_ids") => {
                writeln!(ids, "for id in &self.{name} {{ visit(\"{name}\", id); }}")?;
            }
            _ => {}
        }
    }
    write!(
        code,
        "impl crate::Texts for {rust} {{
    #[allow(unused_variables)]
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&'static str, &mut crate::common::Text)) {{ {texts} }}
}}
impl crate::Ids for {rust} {{
    #[allow(unused_variables)]
    fn visit_ids(&self, visit: &mut dyn FnMut(&'static str, &str)) {{ {ids} }}
}}
impl crate::Fact for {rust} {{
    #[allow(unused_variables)]
    fn id_mut(&mut self, field: &str) -> Option<&mut String> {{ match field {{ {own} _ => None }} }}
}}
"
    )?;
    Ok(())
}

/// The messages that a request may hold.
fn asked(pool: &DescriptorPool) -> BTreeSet<String> {
    let methods = pool.services().flat_map(|s| s.methods().collect::<Vec<_>>());
    let mut open: Vec<MessageDescriptor> = methods.map(|m| m.input()).collect();
    let mut found = BTreeSet::new();
    while let Some(message) = open.pop() {
        if found.insert(message.full_name().to_owned()) {
            open.extend(message.fields().filter_map(|f| match f.kind() {
                Kind::Message(inner) => Some(inner),
                _ => None,
            }));
        }
    }
    found
}

/// `Lists` for one message. What a request may hold has no list without a limit.
fn lists(
    code: &mut String,
    message: &MessageDescriptor,
    asked: bool,
) -> Result<(), Box<dyn Error>> {
    let mut checks = String::new();
    for field in message.fields().filter(|f| f.containing_oneof().is_none()) {
        let name = field.name();
        if field.is_list() {
            match most_items(&field) {
                Some(most) => writeln!(
                    checks,
                    "if self.{name}.len() > {most} {{
                        return Some(crate::LongList {{ field: \"{name}\".into(), most: {most} }});
                    }}"
                )?,
                None if asked => {
                    return Err(format!("{} says no max_items", field.full_name()).into());
                }
                None => {}
            }
        }
        if let Kind::Message(inner) = field.kind()
            && is_ours(&inner)
        {
            let (item, at) = if field.is_list() {
                ("(n, part)", format!("format!(\"{name}[{{n}}]\")"))
            } else {
                ("(_, part)", format!("\"{name}\".to_owned()"))
            };
            writeln!(
                checks,
                "for {item} in self.{name}.iter().enumerate() {{
                    if let Some(long) = part.long_list() {{ return Some(long.within({at})); }}
                }}"
            )?;
        }
    }
    write!(
        code,
        "impl crate::Lists for {} {{
    #[allow(clippy::unused_enumerate_index)]
    fn long_list(&self) -> Option<crate::LongList> {{ {checks} None }}
}}
",
        path(message)
    )?;
    Ok(())
}

/// How long a list may be by the contract's rules.
fn most_items(field: &FieldDescriptor) -> Option<u64> {
    let options = field.options();
    let of_field = field.parent_pool().get_extension_by_name(RULES)?;
    let Value::Message(rules) = options.get_extension(&of_field).into_owned() else { return None };
    let Value::Message(repeated) = rules.get_field_by_name("repeated")?.into_owned() else {
        return None;
    };
    repeated.get_field_by_name("max_items")?.as_u64().filter(|most| *most > 0)
}

/// The class that an option names, as a variant of `Class`.
fn class(pool: &DescriptorPool, options: &DynamicMessage, option: &str) -> Option<String> {
    let option = pool.get_extension_by_name(option)?;
    let Kind::Enum(classes) = option.kind() else { return None };
    let number = options.get_extension(&option).as_enum_number().filter(|number| *number > 0)?;
    let name = classes.get_value(number)?.name().strip_prefix("CLASS_")?.to_ascii_lowercase();
    let mut letters = name.chars();
    Some(letters.next()?.to_ascii_uppercase().to_string() + letters.as_str())
}

/// `Command` for a request of the form `{ act, fact }`.
fn command(code: &mut String, message: &MessageDescriptor) -> Result<(), Box<dyn Error>> {
    let Some(stem) = message.name().strip_suffix("Request") else {
        return Ok(());
    };
    let (Some(_), Some(fact)) =
        (message.get_field_by_name("act"), message.get_field_by_name("fact"))
    else {
        return Ok(());
    };
    let Kind::Message(fact) = fact.kind() else {
        return Err(format!("{}: `fact` is no message", message.full_name()).into());
    };
    let (request, fact) = (path(message), path(&fact));
    let response = request.replace(&format!("{stem}Request"), &format!("{stem}Response"));
    write!(
        code,
        "impl crate::Command for {request} {{
    type Fact = {fact};
    type Response = {response};
    fn parts(self) -> (Option<crate::common::Act>, Option<Self::Fact>) {{ (self.act, self.fact) }}
    fn response(receipt: crate::common::Receipt) -> Self::Response {{
        {response} {{ receipt: Some(receipt), ..Default::default() }}
    }}
}}
"
    )?;
    Ok(())
}

/// The `Event` enum of a context.
fn events(code: &mut String, file: &FileDescriptor) -> Result<(), Box<dyn Error>> {
    let package = file.package_name();
    let context = package.split('.').nth(1).unwrap_or_default();
    let names: Vec<String> = file.messages().map(|m| m.name().to_owned()).collect();
    let arms = |f: &dyn Fn(&str) -> String| names.iter().map(|n| f(n)).collect::<String>();

    let variants = arms(&|n| format!("    /// `{package}.{n}`\n    {n}({n}),\n"));
    let types = arms(&|n| format!("\"{package}.{n}\", "));
    let type_names = arms(&|n| format!("Self::{n}(_) => \"{package}.{n}\",\n"));
    let to_json = arms(&|n| format!("Self::{n}(e) => serde_json::value::to_raw_value(e),\n"));
    let from_json = arms(&|n| {
        format!(
            "\"{package}.{n}\" => serde_json::from_str(data.get()).map(|e| Some(Self::{n}(e))),\n"
        )
    });
    let texts = arms(&|n| format!("Self::{n}(e) => e.visit_texts(visit),\n"));
    let ids = arms(&|n| format!("Self::{n}(e) => e.visit_ids(visit),\n"));
    let anys = arms(&|n| format!("Self::{n}(e) => e,\n"));
    let (mut tells, mut words_tell) = (String::new(), String::new());
    for message in file.messages() {
        let (name, pool) = (message.name(), message.parent_pool());
        let class_of_event = class(pool, &message.options(), TELLS)
            .ok_or_else(|| format!("{} does not say what it tells", message.full_name()))?;
        writeln!(tells, "Self::{name}(_) => crate::common::Class::{class_of_event},")?;
        for field in message.fields() {
            if let Some(class) = class(pool, &field.options(), WORDS_TELL) {
                let field = field.name();
                writeln!(
                    words_tell,
                    "(Self::{name}(_), \"{field}\") => crate::common::Class::{class},"
                )?;
            }
        }
    }
    let froms = arms(&|n| {
        format!(
            "impl From<{n}> for Event {{ fn from(e: {n}) -> Self {{ Self::{n}(e) }} }}
impl crate::Named for {n} {{ const KIND: &'static str = \"{package}.{n}\"; }}\n"
        )
    });
    let mut person = String::new();
    for message in file.messages() {
        if message.get_field_by_name("person_id").is_some() {
            writeln!(person, "Self::{}(e) => &e.person_id,", message.name())?;
        }
    }
    let rest = if person.lines().count() < names.len() { "_ => \"\"," } else { "" };
    write!(
        code,
        "/// Every event of this context.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {{
{variants}}}
impl crate::Event for Event {{
    const CONTEXT: &'static str = \"{context}\";
    const TYPES: &'static [&'static str] = &[{types}];
    fn type_name(&self) -> &'static str {{ match self {{ {type_names} }} }}
    fn to_json(&self) -> Result<Box<serde_json::value::RawValue>, serde_json::Error> {{
        match self {{ {to_json} }}
    }}
    fn from_json(type_name: &str, data: &serde_json::value::RawValue) -> Result<Option<Self>, serde_json::Error> {{
        match type_name {{ {from_json} _ => Ok(None) }}
    }}
    fn person_id(&self) -> &str {{ match self {{ {person} {rest} }} }}
    fn as_any(&self) -> &dyn std::any::Any {{ match self {{ {anys} }} }}
    fn tells(&self) -> crate::common::Class {{ match self {{ {tells} }} }}
    fn words_tell(&self, field: &str) -> crate::common::Class {{
        match (self, field) {{ {words_tell} _ => crate::common::Class::Narrative }}
    }}
}}
impl crate::Texts for Event {{
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&'static str, &mut crate::common::Text)) {{
        match self {{ {texts} }}
    }}
}}
impl crate::Ids for Event {{
    fn visit_ids(&self, visit: &mut dyn FnMut(&'static str, &str)) {{ match self {{ {ids} }} }}
}}
{froms}"
    )?;
    Ok(())
}
