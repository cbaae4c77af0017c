//! The forms of a verb: base, third person, participles.

/// The verbs of the lexicon whose past is not made with "-ed".
const IRREGULAR: &[(&str, &str, &str)] = &[
    ("take", "took", "taken"),
    ("give", "gave", "given"),
    ("send", "sent", "sent"),
    ("see", "saw", "seen"),
    ("tell", "told", "told"),
    ("speak", "spoke", "spoken"),
    ("hang", "hung", "hung"),
    ("keep", "kept", "kept"),
    ("leave", "left", "left"),
    ("withhold", "withheld", "withheld"),
    ("withdraw", "withdrew", "withdrawn"),
    ("hold", "held", "held"),
    ("meet", "met", "met"),
    ("lead", "led", "led"),
    ("run", "ran", "run"),
    ("ring", "rang", "rung"),
    ("get", "got", "got"),
    ("make", "made", "made"),
    ("find", "found", "found"),
    ("lose", "lost", "lost"),
    ("break", "broke", "broken"),
    ("bring", "brought", "brought"),
    ("write", "wrote", "written"),
    ("put", "put", "put"),
    ("cut", "cut", "cut"),
    ("set", "set", "set"),
    ("let", "let", "let"),
    ("shut", "shut", "shut"),
    ("come", "came", "come"),
    ("go", "went", "gone"),
    ("do", "did", "done"),
    ("say", "said", "said"),
    ("seek", "sought", "sought"),
    ("forbid", "forbade", "forbidden"),
    ("stand", "stood", "stood"),
    ("understand", "understood", "understood"),
    ("spend", "spent", "spent"),
    ("feel", "felt", "felt"),
    ("sit", "sat", "sat"),
    ("choose", "chose", "chosen"),
    ("begin", "began", "begun"),
    ("buy", "bought", "bought"),
    ("show", "showed", "shown"),
    ("drive", "drove", "driven"),
    ("quote", "quoted", "quoted"),
    ("read", "read", "read"),
    ("be", "was", "been"),
    ("have", "had", "had"),
    ("become", "became", "become"),
    ("mean", "meant", "meant"),
    ("pay", "paid", "paid"),
    ("pick", "picked", "picked"),
    ("fall", "fell", "fallen"),
    ("wake", "woke", "woken"),
    ("win", "won", "won"),
    ("build", "built", "built"),
    ("feed", "fed", "fed"),
];

type Form = Option<&'static str>;

/// The spellings of an entry, each with the name of its form if it is a verb.
pub(super) fn of(entry: &str) -> Vec<(Form, String)> {
    let mut words = entry.split_whitespace();
    let Some(at) = words.clone().position(|word| word.ends_with('*')) else {
        return vec![(None, entry.to_owned())];
    };
    let verb = words.nth(at).unwrap_or_default().trim_end_matches('*');
    let (verb, doubles) = verb.strip_suffix('+').map_or((verb, false), |verb| (verb, true));
    let spelled = |form: &str| {
        let word = |(i, word): (usize, &str)| {
            if i == at { form.to_owned() } else { word.to_owned() }
        };
        entry.split_whitespace().enumerate().map(word).collect::<Vec<_>>().join(" ")
    };
    let (past, participle) = IRREGULAR.iter().find(|(base, ..)| *base == verb).map_or_else(
        || {
            let ed = past(verb, doubles);
            (ed.clone(), ed)
        },
        |(_, past, participle)| ((*past).to_owned(), (*participle).to_owned()),
    );
    let mut forms = vec![
        (Some("b"), spelled(verb)),
        (Some("s"), spelled(&third(verb))),
        (Some("ing"), spelled(&present(verb, doubles))),
        (Some("ed"), spelled(&past)),
    ];
    if participle != past {
        forms.push((Some("ed"), spelled(&participle)));
    }
    forms
}

fn doubled(verb: &str, doubles: bool) -> String {
    let last = verb.chars().last().filter(|_| doubles);
    verb.chars().chain(last).collect()
}

fn ends_in_soft_y(verb: &str) -> bool {
    verb.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| verb.ends_with(end))
}

fn past(verb: &str, doubles: bool) -> String {
    if let Some(stem) = verb.strip_suffix('y').filter(|_| ends_in_soft_y(verb)) {
        return format!("{stem}ied");
    }
    if verb.ends_with('e') { format!("{verb}d") } else { format!("{}ed", doubled(verb, doubles)) }
}

fn present(verb: &str, doubles: bool) -> String {
    match verb.strip_suffix('e') {
        Some(stem) if !verb.ends_with("ee") && verb != "be" => format!("{stem}ing"),
        _ if matches!(
            verb,
            "run" | "get" | "put" | "cut" | "set" | "let" | "shut" | "sit" | "win"
        ) =>
        {
            format!("{}ing", doubled(verb, true))
        }
        _ => format!("{}ing", doubled(verb, doubles)),
    }
}

fn third(verb: &str) -> String {
    if let Some(stem) = verb.strip_suffix('y').filter(|_| ends_in_soft_y(verb)) {
        return format!("{stem}ies");
    }
    let hisses = ["s", "sh", "ch", "x", "o"].iter().any(|end| verb.ends_with(end));
    if hisses { format!("{verb}es") } else { format!("{verb}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(entry: &str) -> Vec<String> {
        of(entry).into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn a_verb_has_its_forms() {
        assert_eq!(spelled("convey*"), ["convey", "conveys", "conveying", "conveyed"]);
        assert_eq!(spelled("refer+*"), ["refer", "refers", "referring", "referred"]);
        assert_eq!(spelled("deny*"), ["deny", "denies", "denying", "denied"]);
        assert_eq!(spelled("charge*"), ["charge", "charges", "charging", "charged"]);
    }

    #[test]
    fn the_verb_of_a_phrase_changes_and_the_rest_does_not() {
        assert_eq!(
            spelled("hang* up on"),
            ["hang up on", "hangs up on", "hanging up on", "hung up on"]
        );
        assert_eq!(spelled("crisis line"), ["crisis line"]);
    }
}
