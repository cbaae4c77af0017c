//! The code systems of our own, as FHIR CodeSystems: written from the contract and the
//! rules, so that a code of an export that is not among them is a mistake.

use prost_reflect::{DescriptorPool, EnumDescriptor, FileDescriptor};
use proto::any::types;
use serde_json::{Value, json};

use super::fhir::fields::list_name;
use crate::rules::RULES;

/// A code, and what it means.
type Meant = (String, String);

/// All code systems, in one bundle.
#[must_use]
pub fn systems() -> Value {
    // What a build holds no descriptors of has no codes.
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap_or_default();
    let ours = |list: &EnumDescriptor| list.full_name().starts_with("candour.");
    let mut lists: Vec<EnumDescriptor> = pool.all_enums().filter(ours).collect();
    lists.sort_by(|a, b| a.full_name().cmp(b.full_name()));
    let mut systems: Vec<Value> = lists.iter().map(of_list).collect();
    systems.push(system("event-type", "Types of events", &events(&pool)));
    let rules = RULES.iter().map(|rule| (rule.id.to_owned(), rule.pattern.to_owned()));
    let rules: Vec<Meant> = rules.collect();
    systems.push(system("rule", "Patterns of practice that are watched for", &rules));
    systems.push(system("query", "What was asked", &queries(&pool)));
    let entries = systems.into_iter().map(|one| json!({ "resource": one }));
    json!({ "resourceType": "Bundle", "type": "collection", "entry": entries.collect::<Vec<_>>() })
}

fn of_list(list: &EnumDescriptor) -> Value {
    let name = list_name(list.name());
    let file = list.parent_file();
    let meant = list.values().filter_map(|value| {
        Some((super::fhir::code(&name, value.name())?, comment(&file, value.path())))
    });
    system(&name, &comment(&file, list.path()), &meant.collect::<Vec<Meant>>())
}

fn events(pool: &DescriptorPool) -> Vec<Meant> {
    let meant = types().filter_map(|name| {
        let message = pool.get_message_by_name(name)?;
        Some((list_name(message.name()), comment(&message.parent_file(), message.path())))
    });
    meant.collect()
}

fn queries(pool: &DescriptorPool) -> Vec<Meant> {
    let all = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let mut meant: Vec<Meant> = all
        .filter_map(|rpc| {
            let service = rpc.parent_service().full_name().to_owned();
            let context = service.strip_prefix("candour.")?.split('.').next()?.to_owned();
            Some((format!("{context}.{}", rpc.name()), comment(&rpc.parent_file(), rpc.path())))
        })
        .collect();
    meant.sort();
    meant
}

fn system(name: &str, title: &str, codes: &[Meant]) -> Value {
    let concept = |(code, meaning): &Meant| json!({ "code": code, "definition": meaning });
    json!({
        "resourceType": "CodeSystem",
        "id": name,
        "url": format!("urn:candour:{name}"),
        "name": name.replace('-', "_"),
        "title": title,
        "status": "active",
        "content": "complete",
        "caseSensitive": true,
        "count": codes.len(),
        "concept": codes.iter().map(concept).collect::<Vec<_>>(),
    })
}

/// What the contract says of something, on one line.
fn comment(file: &FileDescriptor, path: &[i32]) -> String {
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let locations = info.map(|info| info.location.as_slice()).unwrap_or_default();
    let of = locations.iter().find(|location| location.path == path);
    let text = of.map(|location| location.leading_comments()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
