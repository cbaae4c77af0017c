//! Police in planned care: mentoring, key-working, agreeing, gating.
//!
//! > police in "therapeutic interventions in planned, non-emergency, community
//! > mental health care"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (a)

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Plain, BESIDE)
        .unless(&["POLICE_PROPER"])
        .unless_here(&["EPRACCESS", "DOUBTFUL_POLICE"]),
    Group::new(Polarity::Plain, IN_CARE).unless(&["POLICE_PROPER"]),
    Group::new(Polarity::Plain, &["POLICE_WORD ... SUPPORTING", "SUPPORTING ... POLICE_WORD"])
        .unless(&["POLICE_PROPER"])
        .unless_here(&["POLICE_DUTY"]),
    Group::new(Polarity::Either, GATE).unless(&["POLICE_PROPER"]),
];

/// Police and planned care side by side.
const BESIDE: &[&str] = &[
    "POLICE ... PLANNEDCARE",
    "PLANNEDCARE ... POLICE",
    "POLICE ... THERAPY_ACT",
    "THERAPY_ACT ... POLICE",
    "POLICE_ROLE ... CARE|plan|PLANNED",
    "PLANNED ... POLICE_ROLE",
];

/// What police do in it.
const IN_CARE: &[&str] = &[
    "POLICE ~5 SIGNOFF ~8 plan|care|discharge|admission|admitted|appointments|CARE|step_down|respite|treatment|change|changes|contact|leave",
    "plan|plans|discharge|admission|respite|change|changes|appointments|leave|referral|treatment|assessment|bed ~8 SIGNOFF ~4 by|with|from POLICE",
    "run|cleared|check|checked past|by|with POLICE",
    "joint|jointly ~5 by|with|and|from|between|alongside POLICE",
    "POLICE ~4 to|will|can|should|shall|must|be|as ~5 mentor|lead|coach|facilitate|chair|key_work|support|befriend|monitor|motivate|teach|counsel|help_her|help_him|prompt|oversee|coordinate",
    "POLICE ~2 ATTENDING.s|ATTENDING.ing|do|does|doing ~8 WEEKLYTHING",
    "meet|meets|meeting|see|sees|visits|visit|contact|session|sessions|catch_up|coffee|appointment|slot|walk|review ~5 POLICE ~5 WEEKLYTHING|every|each|weekly|regularly|friday|monday|or",
    "WEEKLYTHING ~6 with|by|from|and POLICE",
    "POLICE ~6 WEEKLYTHING",
    "embedded|embed|seconded|co_located|colocated ~5 in|within|on|at|with ~3 cmht|team|ward|crisis_team|liaison|clinic|mental_health|htt|service",
    "POLICE ~~10 casting_vote|final_say|last_word|veto|overrule|decide|decides|determines|has_the_say|caseload",
    "risk_assessment|care_plan|crisis_plan|formulation|safety_plan|assessment|plan|review ~4 completed|written|done|drafted|updated|owned|led|produced|chaired|compiled|amended|edited by POLICE",
    "POLICE ~3 present|in_the_room|in_attendance|in_uniform ~4 for|at|during|throughout|all|every",
    "calls|contact|contacts|requests|queries|referrals|everything|communication ~5 via|through|to|by|diverted|directed|routed ~2 POLICE ~3 mobile|first|only|and_not|$",
    "everything|all_requests|all_contact|all_calls|requests|queries|questions ~4 via|through|to POLICE",
    "POLICE ~4 sit_in|sits_in|sit_on|sits_on|sat_in|drop_in|drops_in|pop_in|pops_in|check_in|checks_in",
    "POLICE ~2 sits|based|works|embedded ~1 within|in|inside|alongside ~4 cmht|team|service|ward|clinic",
    "go|goes|run|routed|sent|put|pass|passed through|via|past ~2 POLICE",
    "POLICE ~3 allocated|assigned|appointed|named|identified|nominated ~3 as|to",
    "countersigned|signed_off|cosigned|co_signed|vetted|cleared|agreed|approved|authorised by ~4 POLICE",
];

/// Nothing happens until an officer agrees.
const GATE: &[&str] = &[
    "before|prior_to|until|till|unless|without ~8 POLICE ~4 SIGNOFF|ok|okd|okayed|agrees|agreed|says|consulted|said|approved|nod|asked|spoken|happy|confirms|contacted|rung",
    "before|prior_to ~8 ring|call|phone|contact|consult|ask|check|speak|discuss|clear|run|get ~4 POLICE",
    "ring|call|phone|contact|consult|ask|check|speak|discuss|clear|run|refer|divert|route|direct|put ~4 POLICE ~4 first|before|prior|if_he_agrees|if_she_agrees|to_agree|who_will|who_decides|if_ok",
    "not|no|only ~8 until|unless|without|before|with|once|after ~6 POLICE",
    "nod|ok|go_ahead|green_light|permission|agreement|approval|say_so|blessing|sign_off|authority|clearance|authorisation ~2 of|from|by ~2 POLICE",
    "POLICE ~1 must|has_to|needs_to|have_to ~2 agree|approve|be_consulted|be_asked|sign|ok|clear|authorise|be_present|be_told",
    "mh_nurse|nurse|clinician|clinicians|doctor|cc|team|ward|crews|ambulance|liaison|duty ~1 not ~8 without ~2 POLICE",
    "crews|crew|ward|duty|liaison|nurse|team|clinician|doctor|ed ~1 ring|rings|to_ring|call|calls|phone|consult|check ~3 him|her|POLICE ~3 prior|before|first",
    "get|gets|have|obtain|seek|needs|need|await ~2 POLICE ~2 ok|agreement|approval|permission|say_so|nod|go_ahead|sign_off|view|blessing",
    "police_copy|police_version ~4 master|definitive",
];
