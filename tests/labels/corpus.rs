//! The labelled texts as lists of numbered clues.

use std::collections::HashMap;

use projection::labels::clues;
use world::labelled::{PLACES, Writer, has_a_label};

/// A clue that fewer texts have says nothing.
const TEXTS_MIN: u32 = 3;

/// The writer whose texts are the product's own, and how often each counts.
/// What the stories and the simulation say must be told rightly, and there is
/// little of it.
const OWN: &str = "own-wordings";
const OWN_TIMES: usize = 3;

/// What patterns found says more than a word that is as rare, and may weigh more.
const FOUND_VALUE: f32 = 1.5;

/// A text as it is fitted.
pub struct Text {
    /// Which of the writers wrote it.
    pub writer: usize,
    /// Numbers of clues, each once.
    pub clues: Vec<u32>,
    /// What each clue counts for: the less, the more there are.
    pub share: f32,
    /// How often it counts in a fit.
    pub times: usize,
    /// Whether it has each label, and whether a person must read it.
    pub truth: [bool; PLACES],
}

impl Text {
    /// Whether it has any of the labels.
    pub fn has_a_label(&self) -> bool {
        has_a_label(&self.truth)
    }
}

/// All texts, and all clues by their number.
pub struct Corpus {
    pub writers: usize,
    pub texts: Vec<Text>,
    pub clues: Vec<String>,
    /// By how much each clue is scaled in a fit; the tables take it back.
    pub scales: Vec<f32>,
}

/// A clue says the more, the rarer it is.
fn scale(clue: &str, texts_with: u32, texts: usize) -> f32 {
    let rarity = (texts as f32 / texts_with.max(1) as f32).ln();
    let found = clue.starts_with("FOUND_") || clue.starts_with("UNDONE_");
    if found { rarity * FOUND_VALUE } else { rarity }
}

impl Corpus {
    /// Has the labeller take the clues of each text.
    pub fn of(writers: &[Writer]) -> Self {
        let mut corpus = Self {
            writers: writers.len(),
            texts: Vec::new(),
            clues: Vec::new(),
            scales: Vec::new(),
        };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut counts: Vec<u32> = Vec::new();
        for (number, writer) in writers.iter().enumerate() {
            let times = if writer.name == OWN { OWN_TIMES } else { 1 };
            for text in &writer.texts {
                let written = clues(&text.text);
                // As the labeller weighs it: by all of its clues, rare ones and
                // repeated ones too.
                let share = 1.0 / (written.len().max(1) as f32).sqrt();
                let mut own: Vec<u32> = written
                    .into_iter()
                    .map(|clue| {
                        let next = numbers.len() as u32;
                        *numbers.entry(clue).or_insert(next)
                    })
                    .collect();
                own.sort_unstable();
                own.dedup();
                counts.resize(numbers.len(), 0);
                for clue in &own {
                    counts[*clue as usize] += 1;
                }
                let truth = text.truth;
                corpus.texts.push(Text { writer: number, clues: own, share, times, truth });
            }
        }
        corpus.keep(numbers, &counts);
        corpus
    }

    /// Leaves out rare clues, and numbers the others by the alphabet, so that
    /// nothing hangs on the order of a map.
    fn keep(&mut self, numbers: HashMap<String, u32>, counts: &[u32]) {
        let mut kept: Vec<(String, u32)> = numbers
            .into_iter()
            .filter(|(_, number)| counts[*number as usize] >= TEXTS_MIN)
            .collect();
        kept.sort();
        let mut renumbered = vec![None; counts.len()];
        for (new, (_, old)) in kept.iter().enumerate() {
            renumbered[*old as usize] = Some(new as u32);
        }
        for text in &mut self.texts {
            text.clues = text.clues.iter().filter_map(|old| renumbered[*old as usize]).collect();
        }
        let texts = self.texts.len();
        let scaled = |(clue, old): &(String, u32)| scale(clue, counts[*old as usize], texts);
        self.scales = kept.iter().map(scaled).collect();
        self.clues = kept.into_iter().map(|(clue, _)| clue).collect();
    }
}
