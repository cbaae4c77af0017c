//! The figures, ratios first.

use std::fmt::Write as _;

use hdrhistogram::Histogram;
use serde_json::json;

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// Half of the calls took at most this, in milliseconds.
    pub p50: Option<f64>,
    /// Of a hundred calls, 99 took at most this, in milliseconds.
    pub p99: Option<f64>,
}

/// A figure against its limit.
#[derive(Clone, Debug)]
struct Ratio {
    what: String,
    value: f64,
    wanted: Option<String>,
    met: Option<bool>,
}

/// All figures.
#[derive(Debug, Default)]
pub struct Report {
    ratios: Vec<Ratio>,
    figures: Vec<Figure>,
}

impl Report {
    /// Adds a figure and says so to whoever waits.
    pub fn add(
        &mut self,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        times: Option<&Histogram<u64>>,
    ) -> f64 {
        let what = what.into();
        let at = |q| times.map(|t| millis(t.value_at_quantile(q)));
        let figure = Figure { what, value, unit, p50: at(0.5), p99: at(0.99) };
        eprintln!("{}", line(&figure));
        self.figures.push(figure);
        value
    }

    /// Adds a ratio of a figure to its limit that has to be at least `wanted`.
    pub fn at_least(&mut self, what: impl Into<String>, value: f64, wanted: f64) {
        self.ratios.push(Ratio {
            what: what.into(),
            value,
            wanted: Some(format!("at least {wanted}")),
            met: Some(value >= wanted),
        });
    }

    /// Adds a figure that has to stay under `wanted`.
    pub fn under(&mut self, what: impl Into<String>, value: f64, wanted: f64) {
        self.ratios.push(Ratio {
            what: what.into(),
            value,
            wanted: Some(format!("under {wanted}")),
            met: Some(value < wanted),
        });
    }

    /// Adds a ratio that is shown and not judged.
    pub fn share(&mut self, what: impl Into<String>, value: f64) {
        self.ratios.push(Ratio { what: what.into(), value, wanted: None, met: None });
    }

    /// All of it for people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::from("Ratios\n");
        for Ratio { what, value, wanted, met } in &self.ratios {
            let judged = match met {
                Some(true) => "met",
                Some(false) => "MISSED",
                None => "",
            };
            let wanted = wanted.as_deref().unwrap_or("shown");
            let _ = writeln!(text, "  {value:>10.3}  {judged:<7} {wanted:<16} {what}");
        }
        text.push_str("\nFigures\n");
        for figure in &self.figures {
            text.push_str(&line(figure));
            text.push('\n');
        }
        text
    }

    /// All of it for programs.
    #[must_use]
    pub fn json(&self) -> String {
        let ratios: Vec<_> = self
            .ratios
            .iter()
            .map(|r| json!({"what": r.what, "value": r.value, "wanted": r.wanted, "met": r.met}))
            .collect();
        let figures: Vec<_> = self
            .figures
            .iter()
            .map(|f| {
                let Figure { what, value, unit, p50, p99 } = f;
                json!({"what": what, "value": value, "unit": unit, "p50_ms": p50, "p99_ms": p99})
            })
            .collect();
        json!({ "ratios": ratios, "figures": figures }).to_string()
    }
}

fn line(figure: &Figure) -> String {
    let Figure { what, value, unit, p50, p99 } = figure;
    let times = match (p50, p99) {
        (Some(p50), Some(p99)) => format!("  p50 {p50:.2} ms, p99 {p99:.2} ms"),
        _ => String::new(),
    };
    format!("  {value:>12.1} {unit:<12} {what}{times}")
}

fn millis(micros: u64) -> f64 {
    let whole = u32::try_from(micros).unwrap_or(u32::MAX);
    f64::from(whole) / 1_000.0
}

/// A count as a number to calculate with.
#[must_use]
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// An empty record of times in microseconds.
#[must_use]
pub fn times() -> Histogram<u64> {
    Histogram::new(3).expect("three digits are allowed")
}
