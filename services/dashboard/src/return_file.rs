//! The oversight return as comma-separated values: a line for each figure, and one for each
//! of its rows.

use jiff::tz::TimeZone;
use kernel::spreadsheet;
use proto::{
    oversight::{Completeness, Figure, GetReturnResponse, PublishedFigure},
    time,
};

use crate::words;

/// What each line has.
pub const HEADINGS: &[&str] = &[
    "part",
    "figure",
    "label",
    "row",
    "number",
    "of",
    "state",
    "completeness",
    "why",
    "as at",
    "definition",
    "published elsewhere",
];

/// The return as a file that a spreadsheet opens.
///
/// # Errors
/// If it cannot be written, which it is into memory.
pub fn csv(answer: &GetReturnResponse) -> Result<Vec<u8>, spreadsheet::Error> {
    spreadsheet::file(HEADINGS, lines(answer))
}

/// The lines below the headings.
#[must_use]
pub fn lines(answer: &GetReturnResponse) -> Vec<Vec<String>> {
    answer.parts.iter().flat_map(|part| &part.figures).flat_map(of_figure).collect()
}

fn of_figure(figure: &Figure) -> Vec<Vec<String>> {
    let as_at = time::maybe(figure.as_at.as_ref());
    let as_at = as_at.map(|at| at.to_zoned(TimeZone::UTC).date().to_string()).unwrap_or_default();
    let line = |row: &str, number: Option<u64>, of: Option<u64>, published: String| {
        let shown = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
        vec![
            figure.part.to_string(),
            figure.figure_id.clone(),
            figure.label.clone(),
            row.to_owned(),
            shown(number),
            shown(of),
            state(figure).to_owned(),
            completeness(figure).to_owned(),
            figure.completeness_reason.clone(),
            as_at.clone(),
            figure.definition.clone(),
            published,
        ]
    };
    let whole = line("", figure.number, figure.denominator, published(figure).join(" "));
    let row = |row: &proto::oversight::FigureRow| {
        line(&row.label, row.number, row.denominator, String::new())
    };
    [whole].into_iter().chain(figure.rows.iter().map(row)).collect()
}

/// What was published about the same, and how that differs, in sentences.
#[must_use]
pub fn published(figure: &Figure) -> Vec<String> {
    figure.published.iter().map(one_published).collect()
}

fn one_published(one: &PublishedFigure) -> String {
    let said = if one.figure.is_empty() { "no count" } else { &one.figure };
    let row = match one.row.as_str() {
        "" => String::new(),
        row => format!(" for {row}"),
    };
    let when = match words::day_of(one.published.as_ref()) {
        day if day.is_empty() => day,
        day => format!(" on {day}"),
    };
    let says = format!("Published{when}: {said}{row} ({}). {}", one.measure, one.difference);
    says.trim_end().to_owned()
}

/// How much of what a figure counts is on record, in a word or two.
#[must_use]
pub fn completeness(figure: &Figure) -> &'static str {
    match figure.completeness() {
        Completeness::Complete => "complete",
        Completeness::Partly => "partly",
        Completeness::NotCollected | Completeness::Unspecified => "not collected",
    }
}

fn state(figure: &Figure) -> &'static str {
    let name = figure.state().as_str_name();
    name.strip_prefix("FIGURE_STATE_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proto::oversight::{FigureRow, FigureState, ReturnPart};

    use super::*;

    #[test]
    fn a_figure_is_a_line_and_each_of_its_rows_one_and_what_is_not_shown_is_no_nought() {
        let row =
            |label: &str, number| FigureRow { label: label.into(), number, denominator: None };
        let figure = Figure {
            part: 2,
            figure_id: "sanctions.cautions".into(),
            label: "=Cautions".into(),
            number: Some(12),
            denominator: Some(40),
            state: FigureState::Counted.into(),
            rows: vec![row("Police", Some(12)), row("Other", None)],
            ..Figure::default()
        };
        let part = ReturnPart { figures: vec![figure], ..ReturnPart::default() };
        let answer = GetReturnResponse { parts: vec![part], ..GetReturnResponse::default() };
        let text = String::from_utf8(csv(&answer).unwrap()).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines[0], HEADINGS.join(","));
        assert!(lines[1].starts_with("2,sanctions.cautions,'=Cautions,,12,40,COUNTED,"), "{text}");
        assert!(lines[2].starts_with("2,sanctions.cautions,'=Cautions,Police,12,,"), "{text}");
        assert!(lines[3].starts_with("2,sanctions.cautions,'=Cautions,Other,,,"), "{text}");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn what_was_published_stands_with_its_difference() {
        let one = PublishedFigure {
            measure: "care plans reviewed".into(),
            figure: "47".into(),
            difference: "The rows come to 48.".into(),
            ..PublishedFigure::default()
        };
        let says = "Published: 47 (care plans reviewed). The rows come to 48.";
        assert_eq!(one_published(&one), says);
        let at = jiff::Timestamp::from_second(1_625_097_600).unwrap();
        let no_count = PublishedFigure {
            published: Some(time::wire(at)),
            measure: "care plans reviewed".into(),
            row: "Croydon".into(),
            ..PublishedFigure::default()
        };
        let says = "Published on 1 July 2021: no count for Croydon (care plans reviewed).";
        assert_eq!(one_published(&no_count), says);
    }
}
