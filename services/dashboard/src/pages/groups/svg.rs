//! The picture of rates: for each group a point, and a bar from one end of its interval to the
//! other. No script, no style of its own; the numbers stand beside it, and in the table below.

use std::fmt::Write as _;

use proto::oversight::{Estimate, GroupRates};

use super::percent;
use crate::{pages::case::escaped, words::capital};

/// How wide the picture is, in its own units, and where 0 % and 100 % lie in it.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 390.0;
const RIGHT: f64 = 810.0;
const TOP: f64 = 36.0;
const HEIGHT: f64 = 30.0;

/// The rates of every group, for all that is compared.
pub(super) fn rates(key: i32, by: &str, rates: &[GroupRates]) -> String {
    let lines: usize = rates.iter().map(|one| one.groups.len() + 1).sum();
    let height = y(lines) + 12.0;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" class="candour-lanes" role="img" aria-labelledby="rates-{key}-title rates-{key}-says"><title id="rates-{key}-title">How often it happened, by {}</title><desc id="rates-{key}-says">{}</desc>"#,
        escaped(by),
        escaped(&described(rates)),
    );
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let x = x(tick);
        let _ = write!(
            out,
            r#"<line x1="{x:.1}" x2="{x:.1}" y1="28" y2="{:.1}" class="lane-grid"/><text x="{x:.1}" y="20" text-anchor="middle" class="lane-axis">{tick}%</text>"#,
            height - 12.0,
        );
    }
    let mut line = 0;
    for one in rates {
        let _ = write!(
            out,
            r#"<text x="8" y="{:.1}" class="lane-name">{}</text>"#,
            y(line) + 20.0,
            escaped(&one.label),
        );
        line += 1;
        for group in &one.groups {
            draw(&mut out, y(line), &capital(&group.label), group.rate_percent.as_ref());
            line += 1;
        }
    }
    out.push_str("</svg>");
    out
}

fn draw(out: &mut String, y: f64, label: &str, rate: Option<&Estimate>) {
    let (middle, words) = (y + 15.0, y + 20.0);
    let label = escaped(label);
    let _ = write!(out, r#"<text x="24" y="{words:.1}" class="lane-word">{label}</text>"#);
    let Some(rate) = rate else {
        let _ = write!(
            out,
            r#"<text x="{LEFT}" y="{words:.1}" class="lane-word">No rate is shown</text>"#
        );
        return;
    };
    let (low, high) = (x(rate.low), x(rate.high));
    let says = percent(rate);
    let _ = write!(
        out,
        r#"<g><title>{label}: {says}</title><path d="M{low:.1} {middle:.1}H{high:.1}M{low:.1} {:.1}v12M{high:.1} {:.1}v12" class="rate-interval"/><circle cx="{:.1}" cy="{middle:.1}" r="6" class="rate-point"/></g><text x="{:.1}" y="{words:.1}" class="lane-word">{says}</text>"#,
        middle - 6.0,
        middle - 6.0,
        x(rate.value),
        RIGHT + 14.0,
    );
}

/// What the picture shows, for who does not see it.
fn described(rates: &[GroupRates]) -> String {
    let parts = rates.iter().map(|one| {
        let groups = one.groups.iter().map(|group| match &group.rate_percent {
            Some(rate) => format!("{} {}", group.label, percent(rate)),
            None => format!("{} not shown", group.label),
        });
        format!("{}: {}.", one.label, groups.collect::<Vec<_>>().join(", "))
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn x(percent: f64) -> f64 {
    LEFT + percent.clamp(0.0, 100.0) / 100.0 * (RIGHT - LEFT)
}

fn y(line: usize) -> f64 {
    TOP + HEIGHT * f64::from(u16::try_from(line).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::oversight::GroupRate;

    use super::*;

    fn group(label: &str, rate_percent: Option<Estimate>) -> GroupRate {
        GroupRate { label: label.into(), rate_percent, ..GroupRate::default() }
    }

    #[test]
    fn each_group_has_its_interval_in_the_picture_and_in_words() {
        let rate = Estimate { value: 50.0, low: 25.0, high: 75.0 };
        let groups = vec![group("women", Some(rate)), group("men", None)];
        let drawn = rates(
            1,
            "sex",
            &[GroupRates { label: "Restricted".into(), groups, ..GroupRates::default() }],
        );
        assert_eq!(drawn.matches("rate-point").count(), 1);
        assert!(drawn.contains("Women: 50% (25% to 75%)"), "{drawn}");
        assert!(drawn.contains("M495.0 81.0H705.0"), "{drawn}");
        assert!(drawn.contains("Restricted: women 50% (25% to 75%), men not shown."), "{drawn}");
        assert!(drawn.contains("No rate is shown"), "{drawn}");
    }

    proptest! {
        #[test]
        fn no_words_and_no_numbers_break_out_of_a_picture(
            says in ".{0,40}", value in any::<f64>(), low in any::<f64>(), high in any::<f64>(),
        ) {
            let groups = vec![group(&says, Some(Estimate { value, low, high }))];
            let drawn = rates(1, &says, &[GroupRates { label: says.clone(), groups, ..GroupRates::default() }]);
            prop_assert_eq!(drawn.matches('<').count(), drawn.matches('>').count());
            prop_assert_eq!(drawn.matches("<text").count(), drawn.matches("</text>").count());
        }
    }
}
