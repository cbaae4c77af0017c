//! How well what was said of texts agrees with what is true of them.

use std::fmt::Write as _;

use serde_json::{Value, json};
use world::labelled::{Labelled, PLACES, Writer, has_a_label, name};

/// How often a label was told rightly and wrongly.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub hit: u32,
    pub extra: u32,
    pub missed: u32,
}

impl Count {
    fn add(&mut self, said: bool, truth: bool) {
        self.hit += u32::from(said && truth);
        self.extra += u32::from(said && !truth);
        self.missed += u32::from(!said && truth);
    }

    /// Of what was told, how much is so.
    pub fn precision(self) -> f32 {
        self.hit as f32 / ((self.hit + self.extra) as f32).max(1.0)
    }

    /// Of what is so, how much was told.
    pub fn recall(self) -> f32 {
        self.hit as f32 / ((self.hit + self.missed) as f32).max(1.0)
    }

    /// The mean of both, in which recall counts for so much.
    pub fn f(self, beta_2: f32) -> f32 {
        let hit = (1.0 + beta_2) * self.hit as f32;
        hit / (hit + beta_2 * self.missed as f32 + self.extra as f32).max(1.0)
    }

    fn json(self, place: usize) -> Value {
        let Self { hit, extra, missed } = self;
        json!({
            "label": name(place),
            "precision": self.precision(),
            "recall": self.recall(),
            "f": self.f(1.0),
            "hit": hit,
            "extra": extra,
            "missed": missed,
        })
    }
}

/// The counts of some texts.
#[derive(Debug, Default)]
pub struct Figures {
    texts: u32,
    /// By label, then `refer`.
    pub counts: [Count; PLACES],
    /// Texts without a label, and how many of them were given one.
    without: u32,
    alarmed: u32,
}

impl Figures {
    fn add(&mut self, said: &[bool; PLACES], text: &Labelled) {
        self.texts += 1;
        for ((count, said), truth) in self.counts.iter_mut().zip(said).zip(text.truth) {
            count.add(*said, truth);
        }
        if !text.has_a_label() {
            self.without += 1;
            self.alarmed += u32::from(has_a_label(said));
        }
    }

    /// The mean of the labels' F; `refer` is none of them.
    fn mean_f(&self) -> f32 {
        // A label that no text has and none was given says nothing.
        let asked: Vec<f32> = (self.counts.iter().take(PLACES - 1))
            .filter(|count| count.hit + count.extra + count.missed > 0)
            .map(|count| count.f(1.0))
            .collect();
        asked.iter().sum::<f32>() / (asked.len() as f32).max(1.0)
    }

    fn alarms(&self) -> f32 {
        self.alarmed as f32 / (self.without as f32).max(1.0)
    }

    fn line(&self) -> String {
        let Self { texts, without, .. } = self;
        let (f, share) = (self.mean_f(), self.alarms() * 100.0);
        format!("{texts:>6} texts  mean F {f:.3}  false alarms {share:>4.1} % of {without}")
    }

    fn json(&self) -> Value {
        json!({
            "texts": self.texts,
            "mean_f": self.mean_f(),
            "without_a_label": self.without,
            "false_alarms": self.alarmed,
            "false_alarms_share": self.alarms(),
        })
    }
}

/// All figures: of each writer, and of all.
pub struct Judged {
    writers: Vec<(String, Figures)>,
    pub all: Figures,
}

impl Judged {
    /// Compares what was said, in the order of the texts.
    pub fn of(writers: &[Writer], said: &[[bool; PLACES]]) -> Self {
        let mut said = said.iter();
        let mut all = Figures::default();
        let writers = writers
            .iter()
            .map(|writer| {
                let mut own = Figures::default();
                for (text, said) in writer.texts.iter().zip(said.by_ref()) {
                    own.add(said, text);
                    all.add(said, text);
                }
                (writer.name.clone(), own)
            })
            .collect();
        Self { writers, all }
    }

    /// All of it for people.
    pub fn table(&self) -> String {
        let mut table = format!("{:37} precision  recall      F   texts\n", "");
        for (place, count) in self.all.counts.iter().enumerate() {
            let (precision, recall, f) = (count.precision(), count.recall(), count.f(1.0));
            let texts = count.hit + count.missed;
            let label = name(place);
            let _ = writeln!(table, "{label:37} {precision:9.3} {recall:7.3} {f:6.3} {texts:7}");
        }
        table.push('\n');
        for (writer, figures) in &self.writers {
            let _ = writeln!(table, "{writer:37} {}", figures.line());
        }
        let _ = write!(table, "{:37} {}", "all", self.all.line());
        table
    }

    /// All of it for programs.
    pub fn json(&self) -> Value {
        let labels: Vec<Value> =
            (self.all.counts.iter().enumerate()).map(|(place, count)| count.json(place)).collect();
        let writers: Vec<Value> = (self.writers.iter())
            .map(|(name, figures)| {
                let mut figures = figures.json();
                figures["writer"] = json!(name);
                figures
            })
            .collect();
        json!({ "labels": labels, "all": self.all.json(), "writers": writers })
    }
}

/// What was told wrongly, a line each: the writer, the text's id, the label.
pub fn wrong(writers: &[Writer], said: &[[bool; PLACES]]) -> String {
    let mut lines = String::new();
    let texts = writers.iter().flat_map(|w| w.texts.iter().map(move |text| (&w.name, text)));
    for ((writer, text), said) in texts.zip(said) {
        for (place, (said, truth)) in said.iter().zip(text.truth).enumerate() {
            if *said != truth {
                let what = if *said { "EXTRA " } else { "MISSED" };
                let words = text.text.replace('\n', " / ");
                let _ = writeln!(lines, "{what} {} {writer} {} {words}", name(place), text.id);
            }
        }
    }
    lines
}
