//! Reconciling, on the South London review's own figures and on returns that add up.

use proptest::prelude::*;

use super::*;

const SLP: &str = include_str!("../../../../tests/stories/slp-2021-review.csv");

fn found(text: &str) -> Vec<Finding> {
    contradictions(&read(text.as_bytes()).unwrap())
}

fn has(found: &[Finding], rule: &str, parts: &[&str]) -> bool {
    found.iter().any(|f| f.rule == rule && parts.iter().all(|part| f.says.contains(part)))
}

#[test]
fn every_contradiction_of_the_south_london_review_is_found() {
    let found = found(SLP);
    for (rule, parts) in [
        ("rows-and-total", &["care plans reviewed, all", "7.3 says 47 of 47", "48 of 48"][..]),
        ("stated-twice", &["care plans reviewed, Croydon", "6 of 6", "3 in all"]),
        ("stated-twice", &["staff survey answers, all", "6.2 says 18 of 26", "6.8 says 17 of 26"]),
        ("rows-and-total", &["staff survey answers, all", "rows of 6.8 add up to 16"]),
        ("stated-twice", &["staff with concerns", "6.3 says 4", "app. 3 says 5"]),
        ("excluded", &["Wandsworth", "none since 2021-01", "6 of 6"]),
        ("excluded", &["Kingston", "none since 2021-01", "4 of 4"]),
        ("stated-twice", &["consent forms signed", "app. 5 says all", "2.9 says none"]),
        ("no-count", &["cautioned, prosecuted or charged", "none of SWL&StG", "several of SLaM"]),
        ("no-count", &["a small number of all"]),
    ] {
        assert!(has(&found, rule, parts), "{rule} {parts:?} is not among {found:#?}");
    }
}

#[test]
fn nothing_is_found_where_everything_adds_up() {
    let fair = "\
source,figure,scope,within,value,of,on,excludes,ledger
1,plans reviewed,all,,9,10,2021-06,,
1,plans reviewed,Northtown,all,4,5,2021-06,,
1,plans reviewed,Southtown,all,5,5,2021-06,,
2,plans reviewed,Northtown,,4,5,2021-06,,
3,people active,Easttown,,none,,2021-01,plans reviewed,
3,people prosecuted,all,,none,,,,
4,safeguarding concerns,all,,not gathered,,,,
5,plans reviewed,all,,7,,2020,,
";
    assert_eq!(found(fair), []);
}

#[test]
fn what_cannot_be_read_is_told_by_line_and_column() {
    let bad =
        "source,figure,scope,within,value,of,on\n1,plans,all,all,6 of 6,six,June\n,plans,x,,1,,\n";
    let wrong = read(bad.as_bytes()).unwrap_err();
    let places: Vec<(u64, &str)> = wrong.iter().map(|w| (w.line, w.column.as_str())).collect();
    assert_eq!(places, [(2, "value"), (2, "of"), (2, "on"), (2, "within"), (3, "source")]);
    let wrong = read("figure,colour\n".as_bytes()).unwrap_err();
    assert!(wrong.iter().any(|w| w.column == "colour"));
    assert!(wrong.iter().any(|w| w.column == "source" && w.problem.contains("missing")));
    assert_eq!(read("source,figure,scope,within,value\n1,2\n".as_bytes()).unwrap_err()[0].line, 2);
}

#[test]
fn the_template_reads_as_a_return_of_which_one_figure_is_no_answer() {
    let found = found(TEMPLATE);
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["excluded", "no-count"]);
}

#[test]
fn of_two_figures_the_ledger_supports_one_or_none_or_does_not_say() {
    use proto::oversight::{Figure, FigureState, GetReturnResponse, ReturnPart};
    let statements = read(SLP.as_bytes()).unwrap();
    let plans = |number: u64| {
        let mut figure = Figure {
            figure_id: "plans.reviewed".into(),
            number: Some(number),
            ..Figure::default()
        };
        figure.set_state(FigureState::Counted);
        let part = ReturnPart { figures: vec![figure], ..ReturnPart::default() };
        let answer = GetReturnResponse { parts: vec![part], ..GetReturnResponse::default() };
        let found = against(&Ledger::from(answer), &statements, contradictions(&statements));
        let rows = found.iter().find(|f| f.rule == "rows-and-total" && f.scope == "all");
        let twice = found.iter().find(|f| f.scope == "Croydon").unwrap();
        assert!(twice.ledger.contains("does not say"), "{}", twice.ledger);
        rows.unwrap().ledger.clone()
    };
    assert_eq!(plans(47), "The ledger shows 47: it supports 7.3.");
    assert_eq!(plans(48), "The ledger shows 48: it supports the sum of the rows of 7.3.");
    assert_eq!(plans(34), "The ledger shows 34: it supports none of them.");
}

#[test]
fn what_is_not_compared_is_told_with_why() {
    use proto::oversight::{Figure, FigureState, GetReturnResponse, ReturnPart};
    let text = "\
source,figure,scope,within,value,of,on,excludes,ledger
1,plans,all,,3,,2021-06,,plans.reviewed
2,plans,all,,several,,,,plans.reviewed
3,plans,all,,all,,,,plans.reviewed
4,plans,Camden,,2,,,,plans.reviewed
5,plans,all,,2,,,,plans.unknown
6,plans,all,,2,,,,
";
    let statements = read(text.as_bytes()).unwrap();
    let state = FigureState::Counted.into();
    let figure_id = "plans.reviewed".to_owned();
    let figure = Figure { figure_id, number: Some(4), state, ..Figure::default() };
    let part = ReturnPart { figures: vec![figure], ..ReturnPart::default() };
    let answer = GetReturnResponse { parts: vec![part], ..GetReturnResponse::default() };
    let ledger = Ledger::from(answer);
    let told = not_compared(&ledger, &statements);
    assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert!(told[0].1.contains("no number") && told[2].1.contains("Camden"), "{told:?}");
    let found = against(&ledger, &statements, Vec::new());
    assert_eq!(found.len(), 1);
    assert!(found[0].says.ends_with("says 3 of 2021-06."), "{}", found[0].says);
}

proptest! {
    #[test]
    fn rows_that_add_up_are_never_found_and_others_always(
        rows in prop::collection::vec(0_u64..50, 1..8), off in 0_u64..3,
    ) {
        let total = rows.iter().sum::<u64>() + off;
        let mut text = format!("source,figure,scope,within,value\n1,plans,all,,{total}\n");
        for (number, row) in rows.iter().enumerate() {
            text += &format!("1,plans,place {number},all,{row}\n");
        }
        prop_assert_eq!(found(&text).len(), usize::from(off > 0));
    }

    #[test]
    fn no_file_is_too_strange(text in ".{0,300}") {
        let _ = read(text.as_bytes());
    }
}
