//! A response that there was ends, and nothing accepted takes its place.
//!
//! > "Never remove a response without replacing it": the scheme's own rule.
//! > South London Partnership, review of SIM, 2021, 3.2

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Plain, ENDED)
        .unless(&["REPLACED", "NATURAL_END"])
        .unless_here(&["END_IFFY"]),
    Group::new(Polarity::Either, ENDED)
        .with(&["NOREPLACEMENT"])
        .unless(&["NATURAL_END"])
        .unless_here(&["END_IFFY"]),
    Group::new(Polarity::Either, UNREPLACED).with(&["ENDS"]).unless(&["NATURAL_END"]),
    Group::new(Polarity::Either, NO_MORE)
        .unless(&["REPLACED", "NATURAL_END"])
        .unless_here(&["END_IFFY"]),
];

/// Something ends.
const ENDED: &[&str] = &[
    "REMOVING.b|REMOVING.ed|REMOVING.ing ~4 RESPONSE_NOUN !HELPSEEKING",
    "REMOVING.b|REMOVING.ed|closed ~3 from|off|to ~3 RESPONSE_NOUN|us|all_services|all_teams|team|service|list|books|caseload|plan",
    "RESPONSE_NOUN ~5 REMOVING.ed|REMOVING.s|GONE",
    "RESPONSE_NOUN ~3 to|will|should|shall ~2 be? ~1 REMOVING.b|REMOVING.ed|GONE",
    "close|closed|closing|closes ~2 case|file|episode|to_us|to_team|to_cmht|to_service|to_services|to_all|referral|spell",
    "case|file|episode|referral ~2 closes|closed|to_close|to_be_closed|closing|will_close|is_closed",
    "taken_off|take_off|struck_off|strike_off|strike|removed_from|remove_from|deleted_from|delete_from|has_come_out|come_out|crossed_off|dropped_from|struck_from ~5 RESPONSE_NOUN|plan|list|caseload|books|spn|rota|register|note",
    "discharge|discharged|discharging ~1 from|to_gp|back_to_gp ~5 RESPONSE_NOUN|clinic|cmht|caseload|service|team|gp",
    "number|line|phone|pendant|card|alarm ~3 collected|returned|blocked|disconnected|deactivated|cut_off|void|switched_off|handed_back|recalled|taken_back|removed|struck|changed",
    "left_blank|not_renewed|will_not_be_renewed|not_be_renewed|lapses|lapsed",
    "ending|end|cease|ceasing ~2 contact|involvement|input|work|RESPONSE_NOUN",
    "ENDS ~3 membership|scheme|agreement|place|subscription|scheme_place",
    "membership|scheme|agreement|place|programme|row|line|lines|section|entry ~3 ENDS",
];

/// The text itself says that nothing follows.
const UNREPLACED: &[&str] = &[
    "not_replaced|no_replacement|will_not_be_replaced|not_be_replaced|nil_else|nothing_else_in_place|nothing_in_its_place|nothing_to_hand_on|not_swapped|nothing_lined_up|without_handover|not_referred_on|without_replacement|nothing_in_their_place|none_being_recruited|no_onward_referral|without_onward|without_alternative|no_alternative_offered|no_replacement_offered|nothing_else_offered|nothing_offered|no_successor|no_substitute|left_without|nothing_to_replace|not_being_replaced|no_other_service|nobody_allocated|no_one_allocated|not_reallocated|no_plans_to_replace|nothing_instead",
    "not ~3 anything ~4 stead|place|instead|replace",
    "no ~1 replacement|alternative|successor|substitute ~2 offered|identified|planned|available|arranged|named|found|agreed|provided|sought|proposed",
    "alternatives|alternative ~4 not ~3 agree|accept|accepted|agreed|want",
    "cope|manage ~2 herself|himself|alone|themselves|without",
];

/// "No further home visits."
const NO_MORE: &[&str] = &[
    "no_further|no_more ~2 RESPONSE_MORE ~3 $",
    "^ no RESPONSE_MORE from_now|any_more|anymore",
    "^ no cc|care_coordinator|support_worker|keyworker|key_worker|named_worker|outreach|cpn from|any_more|anymore|now",
    "not ~2 continuing|carrying_on with ~3 RESPONSE_NOUN",
    "close|closing|closed|shut ~5 to ~1 PERSON",
    "no_longer ~3 RESPONSE_NOUN|offered|available|provided|offer|funded|commissioned|visit|support|seeing|have_access",
    "RESPONSE_NOUN ~3 no_longer|not_any_more|no_more",
    "no_more ~2 RESPONSE_NOUN|RESPONSE_MORE",
    "not ~1 be ~1 visited|supported|followed_up|seen ~5 any_more|anymore|again|further",
    "discharged|discharge ~1 to nobody|no_one|nowhere|nil|gp_only",
    "not another|any_other $",
    "taking|take|took|taken ~2 off ~2 list|books|caseload|rota",
    "no_longer|never to? ~1 hold|keep|maintain|run|staff|fund ~3 RESPONSE_NOUN",
    "RESPONSE_NOUN colonmark 0|zero|nil|none",
    "no_longer|never to? ~2 visit|call|attend|see|support|provide",
    "off_the_books|off_our_books|nobody_else_is_involved|nobody_else_involved|no_one_else_involved",
    "not offering anything|offering_anything",
    "we|team|service|they|cmht|clinic|befriender|scheme ~2 will_not|will_no_longer|are_no_longer|is_no_longer|have_decided_to_stop|decided_to_stop ~3 be? ~1 visit|visiting|support|supporting|providing|provide|ringing|calling|funding|fund",
];
