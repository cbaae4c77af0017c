//! The pictures of a case, written as SVG: no script, no style of its own, and a name and a
//! description for who does not see them.

use std::fmt::Write as _;

use askama::filters::{Escaper as _, Html};
use jiff::{Span, Timestamp, civil::Date};

use super::{
    lanes::{Bar, Lane, Look, Mark, Shape},
    months::Multiple,
};
use crate::words;

/// How wide the picture is, in its own units, and where time begins in it.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 170.0;
const RIGHT: f64 = 944.0;
const TOP: f64 = 40.0;
const HEIGHT: f64 = 44.0;

/// The span of time that a picture shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Shown {
    fn x(self, at: Timestamp) -> f64 {
        let whole = self.to.duration_since(self.from).as_secs_f64().max(1.0);
        let part = at.duration_since(self.from).as_secs_f64() / whole;
        LEFT + part.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    pub(super) fn has(self, at: Timestamp) -> bool {
        self.from <= at && at <= self.to
    }

    pub(super) fn overlaps(self, bar: &Bar) -> bool {
        bar.from <= self.to && bar.until.is_none_or(|until| until >= self.from)
    }
}

/// The swim-lanes.
pub(super) fn lanes(lanes: &[Lane], span: Shown) -> String {
    let height = TOP + HEIGHT * f64::from(u16::try_from(lanes.len()).unwrap_or(u16::MAX)) + 16.0;
    let mut out = String::new();
    let title = format!("What happened from {} to {}", words::day(span.from), words::day(span.to));
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" class="candour-lanes" role="img" aria-labelledby="lanes-title lanes-says"><title id="lanes-title">{title}</title><desc id="lanes-says">{}</desc>"#,
        escaped(&described(lanes, span)),
    );
    for (number, lane) in lanes.iter().enumerate() {
        let y = TOP + HEIGHT * f64::from(u16::try_from(number).unwrap_or(u16::MAX));
        let class = if number % 2 == 0 { "lane-even" } else { "lane-odd" };
        let _ = write!(
            out,
            r#"<rect x="0" y="{y}" width="{WIDTH}" height="{HEIGHT}" class="{class}"/><text x="8" y="{}" class="lane-name">{}</text>"#,
            y + 27.0,
            escaped(lane.name),
        );
    }
    for (at, name) in ticks(span) {
        let x = span.x(at);
        let _ = write!(
            out,
            r#"<line x1="{x:.1}" x2="{x:.1}" y1="34" y2="{}" class="lane-grid"/><text x="{:.1}" y="28" class="lane-axis">{name}</text>"#,
            height - 16.0,
            x + 4.0,
        );
    }
    for (number, lane) in lanes.iter().enumerate() {
        let y = TOP + HEIGHT * f64::from(u16::try_from(number).unwrap_or(u16::MAX));
        for bar in &lane.bars {
            draw_bar(&mut out, bar, span, y);
        }
        draw_marks(&mut out, &lane.marks, span, y);
    }
    out.push_str("</svg>");
    out
}

/// What the picture shows, for who does not see it.
fn described(lanes: &[Lane], span: Shown) -> String {
    let parts = lanes.iter().map(|lane| {
        let marks = lane.marks.iter().filter(|mark| span.has(mark.at)).count();
        let bars = lane.bars.iter().filter(|bar| span.overlaps(bar)).count();
        let mut says = Vec::new();
        if marks > 0 {
            says.push(words::number(marks, "event", "events"));
        }
        if bars > 0 {
            says.push(words::number(bars, "period", "periods"));
        }
        if says.is_empty() {
            says.push("none in this time".to_owned());
        }
        format!("{}: {}.", lane.name, says.join(" and "))
    });
    parts.collect::<Vec<String>>().join(" ")
}

fn draw_bar(out: &mut String, bar: &Bar, span: Shown, y: f64) {
    if !span.overlaps(bar) {
        return;
    }
    let class = match bar.look {
        Look::Given => "bar-given",
        Look::Plan => "bar-plan",
        Look::Restriction => "bar-restriction",
        Look::Suspended => "bar-suspended",
        Look::Sanction => "bar-sanction",
    };
    let (from, until) = (span.x(bar.from), span.x(bar.until.unwrap_or(span.to)));
    let width = (until - from).max(4.0);
    let ends = bar.last_day().map_or_else(|| "and stands".to_owned(), |day| format!("to {day}"));
    let says = format!("{}, {} {ends}", bar.says, words::day(bar.from));
    let _ = write!(
        out,
        r#"<g><title>{}</title><rect x="{from:.1}" y="{}" width="{width:.1}" height="26" class="{class}"/>"#,
        escaped(&says),
        y + 9.0,
    );
    // Words that would not fit would stand over what comes after.
    let wide = f64::from(u16::try_from(bar.says.chars().count()).unwrap_or(u16::MAX)) * 6.6 + 10.0;
    if wide < width {
        let _ = write!(
            out,
            r#"<text x="{:.1}" y="{}" class="lane-word">{}</text>"#,
            from + 6.0,
            y + 27.0,
            escaped(&bar.says),
        );
    }
    out.push_str("</g>");
}

/// Marks that would lie on one place are one, which says how many.
fn draw_marks(out: &mut String, marks: &[Mark], span: Shown, y: f64) {
    let mut seen: Vec<&Mark> = marks.iter().filter(|mark| span.has(mark.at)).collect();
    seen.sort_by_key(|mark| (mark.at, mark.shape == Shape::Harm));
    let mut rest = seen.as_slice();
    while let Some((first, _)) = rest.split_first() {
        let x = span.x(first.at);
        let near = rest.iter().take_while(|mark| span.x(mark.at) - x < 3.0).count().max(1);
        let (here, later) = rest.split_at(near);
        rest = later;
        // Harm shows through whatever else lies there.
        let shown = here.iter().find(|mark| mark.shape == Shape::Harm).unwrap_or(first);
        let more = here.len().saturating_sub(1);
        let more =
            if more > 0 { format!(", and {more} more at this place") } else { String::new() };
        let says = format!("{}: {}{more}", words::day(shown.at), shown.says);
        let c = y + 22.0;
        let shape = match shown.shape {
            Shape::Care => format!(r#"<circle cx="{x:.1}" cy="{c}" r="6" class="mark-care"/>"#),
            Shape::Ambulance => {
                format!(r#"<path d="M{x:.1} {}l7 13h-14z" class="mark-ambulance"/>"#, c - 7.0)
            }
            Shape::Police => format!(
                r#"<rect x="{:.1}" y="{}" width="12" height="12" class="mark-police"/>"#,
                x - 6.0,
                c - 6.0,
            ),
            Shape::Other => {
                format!(r#"<path d="M{x:.1} {}l7 7-7 7-7-7z" class="mark-other"/>"#, c - 7.0)
            }
            Shape::Harm => format!(r#"<circle cx="{x:.1}" cy="{c}" r="6" class="mark-harm"/>"#),
            Shape::Flag => {
                format!(r#"<path d="M{x:.1} {}v-20h14l-4 6 4 6h-14" class="mark-flag"/>"#, c + 10.0,)
            }
        };
        let _ = write!(out, "<g><title>{}</title>{shape}</g>", escaped(&says));
    }
}

/// Where the months, quarters or years begin, and what they are called.
fn ticks(span: Shown) -> Vec<(Timestamp, String)> {
    let days = span.to.duration_since(span.from).as_hours() / 24;
    let step = match days {
        0..=200 => 1,
        201..=500 => 2,
        501..=1_200 => 6,
        _ => 12,
    };
    let form = if step == 1 { "%b" } else { "%b %Y" };
    let mut month: Date = words::date(span.from).first_of_month();
    if step == 12 {
        month = month.first_of_year();
    }
    let mut ticks = Vec::new();
    while let Ok(next) = month.checked_add(Span::new().months(step)) {
        let Ok(at) = month.to_zoned(words::london()) else { break };
        let at = at.timestamp();
        if at > span.to || ticks.len() > 60 {
            break;
        }
        if at >= span.from {
            ticks.push((at, month.strftime(form).to_string()));
        }
        month = next;
    }
    ticks
}

/// A small picture of how often something happened each month.
pub(super) fn multiple(multiple: &Multiple) -> String {
    let most = multiple.months.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let last = multiple.months.last().map_or(0, |(_, count)| *count);
    let steps = multiple.months.len().saturating_sub(1).max(1);
    let width = 248.0 / f64::from(u16::try_from(steps).unwrap_or(u16::MAX));
    let points = multiple.months.iter().enumerate().map(|(number, (_, count))| {
        let x = 6.0 + width * f64::from(u16::try_from(number).unwrap_or(u16::MAX));
        let y = 72.0 - 50.0 * f64::from(*count) / f64::from(most.max(1));
        format!("{x:.1},{y:.1}")
    });
    let points: Vec<String> = points.collect();
    let class =
        if multiple.is_harm { "multiple-line multiple-line--harm" } else { "multiple-line" };
    let says = format!("{}: at most {most} in a month, {last} in the last", multiple.name);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 260 80" role="img" aria-label="{}"><line x1="6" x2="254" y1="72" y2="72" class="lane-grid"/><polyline points="{}" class="{class}"/><text x="6" y="14" class="lane-axis">most {most}</text><text x="254" y="14" text-anchor="end" class="lane-axis">last {last}</text></svg>"#,
        escaped(&says),
        points.join(" "),
    )
}

/// Text as it may stand in a picture.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = Html.write_escaped_str(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pages::case::facts::tests::day;

    const SPAN: fn() -> Shown = || Shown { from: day(0), to: day(90) };

    fn mark(on: i64, shape: Shape) -> Mark {
        Mark { at: day(on), shape, says: "ED".into() }
    }

    #[test]
    fn what_lies_on_one_place_is_one_mark_that_says_how_many_and_harm_shows() {
        let marks = vec![mark(3, Shape::Care), mark(3, Shape::Harm), mark(40, Shape::Care)];
        let lane = Lane { name: "ED attendances", marks, bars: vec![] };
        let drawn = lanes(&[lane], SPAN());
        assert_eq!(drawn.matches("<g><title>").count(), 2);
        assert!(
            drawn.contains("and 1 more at this place") && drawn.contains("mark-harm"),
            "{drawn}"
        );
        assert!(drawn.contains("ED attendances: 3 events."), "{drawn}");
    }

    #[test]
    fn what_lies_outside_is_not_drawn_and_what_reaches_in_is_cut() {
        let bar =
            |from, until| Bar { from: day(from), until, look: Look::Given, says: "Given".into() };
        let lane = Lane {
            name: "Consent",
            marks: vec![mark(-5, Shape::Care)],
            bars: vec![bar(-50, Some(day(-10))), bar(-50, None)],
        };
        let drawn = lanes(&[lane], SPAN());
        assert_eq!(drawn.matches("<g><title>").count(), 1);
        assert!(drawn.contains(r#"x="170.0""#), "{drawn}");
    }

    proptest! {
        #[test]
        fn no_words_break_out_of_a_picture(says in ".{0,40}") {
            let mut one = mark(3, Shape::Other);
            one.says.clone_from(&says);
            let bar = Bar { from: day(1), until: None, look: Look::Plan, says };
            let lane = Lane { name: "Plan in force", marks: vec![one], bars: vec![bar] };
            let drawn = lanes(&[lane], SPAN());
            prop_assert_eq!(drawn.matches('<').count(), drawn.matches('>').count());
            prop_assert_eq!(drawn.matches("<text").count(), drawn.matches("</text>").count());
        }
    }
}
