//! Rust source without its comments and the contents of its literals.
//!
//! Enough of a reader to tell code from words; it does not parse.

/// The code of `source`: comments become a space, literals become `""`.
/// Line breaks are kept, so that lines keep their numbers.
pub fn code_only(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let after_word = out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest).filter(|_| !after_word) {
            out.push_str("\"\"");
            length
        } else if first == '"' {
            out.push_str("\"\"");
            quoted(rest, '"')
        } else if first == '\'' && is_char_literal(rest) {
            out.push_str("\"\"");
            quoted(rest, '\'')
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (gone, left) = rest.split_at(skipped);
        out.push(' ');
        out.extend(gone.chars().filter(|c| *c == '\n'));
        rest = left;
    }
    out
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a raw string, if `text` begins with one.
fn raw_string(text: &str) -> Option<usize> {
    let body = ["br", "cr", "r"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close).map_or(inside.len(), |at| at + close.len());
    Some(text.len() - inside.len() + end)
}

/// The length of a literal between two `quote`s, escapes passed over.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether a `'` begins a character and not a lifetime.
fn is_char_literal(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

#[test]
fn comments_and_literals_are_no_code() {
    let source = r####"a // tokio
b /* tokio /* tokio */ tokio */ c("tokio \" tokio", r#"tokio " tokio"#, b"tokio", br"tokio");
fn d<'a>(e: &'a str) { f('"', '\'', 'x', "tokio
tokio") } // tokio"####;
    let code = code_only(source);
    assert!(!code.contains("tokio"), "{code}");
    assert_eq!(code.lines().count(), source.lines().count());
    for kept in ["a", "b", "c(", "fn d<'a>(e: &'a str)", "f("] {
        assert!(code.contains(kept), "{kept} is missing from {code}");
    }
}

#[test]
fn code_after_a_literal_is_still_code() {
    for source in ["'a'; tokio", "\"\\\\\"; tokio", "r\"\\\"; tokio", "for_r\"\"; tokio"] {
        assert!(code_only(source).contains("tokio"), "{source}");
    }
}
