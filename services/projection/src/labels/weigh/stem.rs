//! The stem of a word: what its forms have in common.

/// Numbers that are names of services, and no amounts.
const NAMES: [&str; 4] = ["999", "111", "101", "112"];

/// A word without its ending, so that "ringing" and "rings" are one. Any
/// number is `#`, any date or fraction `#date`.
pub(in crate::labels) fn stem(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) && !NAMES.contains(&word) {
        return if word.contains('/') { "#date".to_owned() } else { "#".to_owned() };
    }
    let cut = |end: &str, least: usize| word.strip_suffix(end).filter(|s| s.len() >= least);
    let stem = cut("ies", 2)
        .map(|s| format!("{s}y"))
        .or_else(|| cut("ing", 3).or_else(|| cut("ed", 3)).map(undoubled))
        .or_else(|| cut("s", 3).filter(|s| !s.ends_with(['s', 'u', 'i'])).map(ToOwned::to_owned))
        .unwrap_or_else(|| word.to_owned());
    match stem.strip_suffix('e') {
        Some(bare) if bare.len() >= 3 => bare.to_owned(),
        _ => stem,
    }
}

/// "stopp" is "stop"; "call" stays.
fn undoubled(bare: &str) -> String {
    let mut letters = bare.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let doubled = last == before && !matches!(last, Some('l' | 's' | 'e' | 'o'));
    match last.and_then(|last| bare.strip_suffix(last)) {
        Some(single) if doubled => single.to_owned(),
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_eq!(stem("ringing"), stem("rings"));
        assert_eq!(stem("stopped"), stem("stop"));
        assert_eq!(stem("refuses"), stem("refused"));
        assert_eq!(stem("24"), "#");
        assert_eq!(stem("999"), "999");
    }
}
