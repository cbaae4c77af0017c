//! The words of an instruction, as whoever wrote them.

use kernel::seal::LONGEST_TEXT;
use projection::labels;

use super::Form;

pub const FORM: Form = Form::Bytes;

pub fn run(bytes: &[u8]) {
    // No longer words ever reach a reader.
    if bytes.len() > LONGEST_TEXT {
        return;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let read = labels::read(text);
    for because in &read.because {
        let words: String = text
            .chars()
            .skip(because.start)
            .take(because.end.saturating_sub(because.start))
            .collect();
        assert_eq!(words, because.words, "the words stand where they are said to stand");
        assert!(read.labels.contains(&because.label), "words earn a label that is given");
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    [
        "Do NOT convey to ED unless unconscious. Max 1 F2F per 24h.",
        "Pt has stated she does not want to be conveyed for minor injuries.",
        "PC to attend all appts w/ CC; b/c of hx, CPN (notice) to follow if 999 called again",
        "• hang up after 5 mins\n• no TTAs\n\u{2014} see plan of 3/4\u{a0}\u{301}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
