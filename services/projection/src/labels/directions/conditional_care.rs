//! Care that depends on behaviour, fewer contacts or compliance.
//!
//! > "withholding care and otherwise punitive approaches"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Either, ONLY).with_here(&[&["LASTING", "CARE_NOUN", "GRANTED"]]),
    Group::new(Polarity::Either, TERMS),
    Group::new(Polarity::Plain, LOSSES)
        .with_here(&[&["IFFY", "PERWEEK"], &["HELPSEEKING", "BREAKING", "STRONG"]])
        .unless_here(&["ORDERWORD"]),
    Group::new(Polarity::Plain, FALLS),
    Group::new(
        Polarity::Plain,
        &[
            "GOING ~~8 GIVEN_CARE",
            "GIVEN_CARE ~~8 GOING",
            "REGAINED ~~8 GIVEN_CARE",
            "GIVEN_CARE ~~8 REGAINED",
        ],
    )
    .with_here(&[&["TERM"], &["CONDUCTED", "STRONG"]])
    .unless_here(&["PENAL", "ORDERWORD"]),
    Group::new(Polarity::Plain, &["LOST ~~8 GIVEN_CARE", "GIVEN_CARE ~~8 LOST"])
        .with_here(&[&["TERM"], &["HELPSEEKING", "BREAKING"]])
        .unless_here(&["PENAL", "ORDERWORD"]),
    Group::new(Polarity::Plain, EARNED),
];

/// "Only while she keeps to the agreement."
const ONLY: &[&str] =
    &["ONLYGATE ~~10 CONDUCT|STRONG", "ONLYGATE ~~6 no|not|without|fewer|less ~4 HELPSEEKING"];

const TERMS: &[&str] = &[
    "LASTING|TEND.b ~~8 if|when|once|unless|until|till|while|after ~6 STRONG",
    "if|unless|until|till|once|when|while ~6 STRONG ~~12 LASTING|CARE_NOUN|seen|help|accepted",
    "must|has_to|needs_to|required_to|have_to|expected_to|need_to ~5 STRONG ~~6 before|prior_to|in_order_to|in_order|or|otherwise|to_access|to_receive|to_stay|to_remain|to_keep ~~8 LASTING|CARE_NOUN|seen|accepted|TAKEN",
    "before ~6 LASTING|CARE_NOUN|TEND|take_on ~~8 must|has_to|needs_to|required_to|have_to|expected ~5 STRONG",
    "before ~6 TEND|take_on|take_her_on|take_him_on|takes_her_on|will_take ~~8 STRONG",
    "STRONG ~5 before ~6 LASTING|CARE_NOUN|TEND|take_on|HELP",
    "no|not|nil ~5 LASTING|CARE_NOUN|seen|accepted|admitted ~~6 until|unless|till ~6 STRONG",
    "until|till ~6 STRONG ~~6 no|not|nil|will_not ~6 LASTING|CARE",
    "sign|signs|signed|signing or ~~6",
    "sign|signs ~5 before|or ~6 LASTING|CARE_NOUN|TEND|TAKEN",
    "LASTING|CARE_NOUN ~3 is|are|be|being? ~1 conditional|contingent|dependent|tied|earned",
    "LASTING|CARE_NOUN ~5 again|back|resumes|restart|restarts|restarted|restored|reinstated|returns|reopens|resume|resumed ~~8 if|when|once|after|only|where ~8 HELPSEEKING|STRONG|below|clear|without",
    "they|it|visits|sessions|support restart|restarts|resume|resumes|return|returns ~~4 if|when|once ~~8 HELPSEEKING|STRONG",
    "in weeks|months|fortnights|week|month ~2 when|where|in_which ~10 not|no ~6 HELPSEEKING",
    "in_return|in_exchange|quid_pro_quo ~~12 LASTING|trust|team|we",
    "help_themselves|helps_herself|helps_himself|meets_us_half_way|meet_us_half_way|meets_us_halfway|help_people_who",
    "gets|receives|has|keeps ~4 LASTING|CARE_NOUN ~6 when|if|once|provided ~8 come_down|comes_down|reduce|reduces|drop|drops|down|less|fewer|stop|stops|calls",
    "keep|keeps|keeping|hold|holds|retain|retains ~3 LASTING ~~3 by|if|so_long|as_long|provided|only|when",
    "or ~1 lose|loses|forfeit|forfeits|risk_losing ~4 LASTING",
    "only ~5 if|when|once|while|where|in|after ~8 no|not|fewer|less|stops|stopped|signed|signs|agreed|agrees|engages|sober|below|reduced|without",
];

/// "If she calls again, the outreach stops."
const LOSSES: &[&str] = &[
    "TAKEN ~~5 LASTING",
    "LASTING ~~5 TAKEN",
    "discharged|discharge|closed|deregistered|off_the_list|off_our_list|off_the_books|off_caseload|struck_off|moved_on ~~2",
    "LASTING ~4 reduce|reduces|reduced|shorter|halved|cut|docked|deducted",
];

/// The same, without a word for the condition.
const FALLS: &[&str] = &[
    "HELPSEEKING|BREAKING|breach|missed|failing|failure ~5 means|results_in|result_in|leads_to|lead_to|will_mean|triggers|costs|will_cost|equals|will_lead_to|will_result_in ~4 TAKEN|no|shorter|loss|LASTING|review|less",
    "LASTING ~4 TAKEN ~~4 for_each|each_time|every_time|for_any|for_every|for_a_week|for_the_week|next_day|for_the_month ~8 HELPSEEKING|",
    "NUMBER strikes|strike|warnings ~~8 out|end|discharge|discharged|closed|close|ends|caseload|TAKEN",
    "breaking|breaches|breaching ~~10 TAKEN ~5 LASTING|list",
    "failing|failure|fails|refusing|refusal|refuses to ~10 no|TAKEN|mean|means ~5 LASTING|CARE_NOUN",
    "more_than|over|above ~5 HELPSEEKING|that ~~6 TAKEN|dropped|cancelled|lost ~3",
];

/// Care as a prize.
const EARNED: &[&str] = &[
    "earn|earns|earned|earning ~4 LASTING|CARE_NOUN|back|privilege|trust|points|extra|it",
    "LASTING ~3 is|are|be|as ~2 earned|privilege|reward|rewards|incentive|prize|bonus",
    "reward|rewards|rewarded|incentive|incentivise|prize ~6 LASTING|longer|extra",
    "points_system|star_chart|sticker_chart|token_economy|reward_chart|points_based|traffic_light_system ~~20",
    "no_calls|zero_calls|fewer_calls|good_week|quiet_week|clean_week|call_free ~~3 means|gets|earns ~3 LASTING|longer|extra",
    "calls|call|attendance|attendances means ~2 shorter|no|less|reduced|lost|fewer|longer",
];
