//! Changing the strings of a request, wherever they stand in it.

use std::collections::BTreeMap;

use serde_json::Value;

/// Puts a row's values in the place of their names in braces. What comes of it may
/// take so many bytes.
pub fn filled(text: &str, values: &BTreeMap<&str, String>, most: usize) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        let name = from.split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        match name {
            None => {
                out.push('{');
                rest = from;
            }
            Some(name) => {
                let known = || values.keys().copied().collect::<Vec<_>>().join(", ");
                let value = values
                    .get(name)
                    .ok_or_else(|| format!("`{{{name}}}` is no column; there are {}", known()))?;
                if out.len() + value.len() > most {
                    return Err("filled in, it is longer than any request; shorten it".to_owned());
                }
                out.push_str(value);
                rest = from.get(name.len() + 1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// How much a value takes in memory, about.
pub fn weight(value: &Value) -> usize {
    const ONE: usize = 64;
    ONE + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => {
            fields.iter().map(|(name, item)| ONE + name.len() + weight(item)).sum()
        }
        _ => 0,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Changes every string of a value. The error names the path.
pub fn each_string(
    value: &mut Value,
    change: &dyn Fn(&str) -> Result<String, String>,
) -> Result<(), (String, String)> {
    let under = |name: String| {
        move |(path, says): (String, String)| {
            let joined = if path.is_empty() { name } else { format!("{name}.{path}") };
            (joined, says)
        }
    };
    match value {
        Value::String(text) => {
            *text = change(text).map_err(|says| (String::new(), says))?;
            Ok(())
        }
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .try_for_each(|(n, item)| each_string(item, change).map_err(under(format!("[{n}]")))),
        Value::Object(fields) => fields
            .iter_mut()
            .try_for_each(|(name, item)| each_string(item, change).map_err(under(name.clone()))),
        _ => Ok(()),
    }
}
