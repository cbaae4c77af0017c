//! What kind of care the words of a label are about: whether they set a number
//! as the most, and whether they are about emergencies.

use super::Label;

/// Words that set a limit.
const LIMITS: &[&str] = &[
    "max",
    "maximum",
    "limit",
    "limited",
    "cap",
    "capped",
    "only",
    "most",
    "than",
    "restrict",
    "restricted",
    "ration",
    "rationed",
    "allowance",
    "quota",
    "per",
    "every",
    "a",
    "each",
    "in",
    "once",
    "twice",
    "up",
];

/// Numbers in words.
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    "once", "twice", "single",
];

/// Spans of time and turns over which contacts are counted.
const SPANS: &[&str] = &[
    "hour", "hours", "hr", "hrs", "h", "day", "days", "week", "weeks", "wk", "month", "months",
    "shift", "night", "24h", "24hr", "24hrs", "12h", "8h", "4h", "48h", "24/7", "daily", "weekly",
    "monthly", "period", "d", "7d", "28d",
];

/// What is counted.
const COUNTED: &[&str] = &[
    "call",
    "calls",
    "visit",
    "visits",
    "contact",
    "contacts",
    "attendance",
    "attendances",
    "assessment",
    "assessments",
    "review",
    "reviews",
    "f2f",
    "conveyance",
    "conveyances",
    "admission",
    "admissions",
    "phone",
    "minutes",
    "mins",
    "min",
    "response",
    "responses",
    "crew",
    "appointment",
    "appointments",
    "referral",
    "referrals",
    "presentation",
    "presentations",
];

/// Emergency and crisis care.
const EMERGENCY: &[&str] = &[
    "999",
    "112",
    "111",
    "ed",
    "a&e",
    "ae",
    "a+e",
    "emergency",
    "emergencies",
    "ambulance",
    "ambulances",
    "las",
    "crew",
    "crews",
    "paramedic",
    "paramedics",
    "conveyed",
    "convey",
    "conveyance",
    "crisis",
    "crhtt",
    "htt",
    "crht",
    "casualty",
    "resus",
    "cat",
    "dispatch",
    "hbpos",
    "136",
    "s136",
    "hospital",
    "mhlt",
    "lpt",
    "psych liaison",
    "triage",
    "eoc",
    "samaritans",
];

/// True if words that earned a label set a number of contacts or assessments as
/// the most.
#[must_use]
pub fn caps(label: Label, text: &str) -> bool {
    let words = words(text);
    let any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let number = any(NUMBERS) || words.iter().any(|word| is_a_small_number(word));
    label == Label::CareDenial && number && any(LIMITS) && (any(SPANS) || any(COUNTED))
}

/// True if the words are about emergency or crisis care.
#[must_use]
pub fn emergency(text: &str) -> bool {
    words(text).iter().any(|word| EMERGENCY.contains(&word.as_str()))
}

/// The words in lower case, without what surrounds them.
fn words(text: &str) -> Vec<String> {
    let edge = |c: char| !c.is_alphanumeric();
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '/'))
        .map(|word| word.trim_matches(edge).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// A number that counts contacts: 999 and 136 are names.
fn is_a_small_number(word: &str) -> bool {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let unit = rest.is_empty() || matches!(rest, "x" | "h" | "hr" | "hrs" | "d" | "min" | "mins");
    unit && digits.parse::<u32>().is_ok_and(|number| number <= 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_as_the_most_is_a_cap() {
        for text in [
            "max one call a day answered",
            "one F2F per 24h",
            "no more than 2 attendances a week",
            "limited to 10 minutes",
        ] {
            assert!(caps(Label::CareDenial, text), "{text}");
        }
        for text in ["do not convey", "NFA, known caller", "no ambulance to 999 calls"] {
            assert!(!caps(Label::CareDenial, text), "{text}");
        }
    }

    #[test]
    fn emergencies_are_known_by_who_answers_them() {
        assert!(emergency("crew not to convey"));
        assert!(emergency("one call to 999 a day"));
        assert!(!emergency("no more than two visits from the coordinator"));
    }
}
