//! A legal, tenancy, exclusion or family-law consequence held over somebody for
//! seeking help or for harming themselves.
//!
//! > "sanctions (criminal or otherwise)"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Plain, WARNINGS).unless_here(&["LAWBREAKING"]),
    Group::new(Polarity::Plain, HELD)
        .with_here(&[&["HELPSEEKING"], &["IFFY_STRICT", "AGAIN"]])
        .unless_here(&["LAWBREAKING"]),
    Group::new(Polarity::Plain, CONSIDERED).unless_here(&["LAWBREAKING"]),
    Group::new(Polarity::Plain, VEILED),
    Group::new(Polarity::Plain, &["PENAL ... LEANS_AFTER", "LEANS ... PENAL"])
        .unless(&["HARMLESS"])
        .unless_here(&["LAWBREAKING", "OTHERPARTY"]),
    Group::new(Polarity::Plain, &["PENAL_FAMILY ... LEANS", "LEANS ... PENAL_FAMILY"])
        .with_here(&[&["HELPSEEKING"], &["WARNING_VERB", "IFFY_STRICT", "COUNTS"]])
        .unless(&["HARMLESS"])
        .unless_here(&["LAWBREAKING", "OTHERPARTY", "SENDS"]),
];

/// Somebody is to be told of it.
const WARNINGS: &[&str] = &[
    "WARNING_VERB ~~16 SANCTION|OFFENCEWORD|criminal|court",
    "WARNING_VERB ~~14 HELD_OVER ~8 risk|review|affected|affect|lost|lose|reviewed|considered|account|jeopardy|trigger|look|looked|told|informed|taken|stopped|loss|notice|involved|contacted|notified",
    "WARNING_VERB ~~10 lose|losing|loss_of ~3 HELD_OVER",
    "WARNING_VERB ~~10 HELD_OVER ~3 will|may|could|can|might",
    "warned|warning ~2 re|about|of ~3 SANCTION|police|court|HELD_OVER|arrest|offence|enforcement",
    "warn|warned ~1 PERSON? ~2 re|about|of|against|that ~3 SANCTION|police|court|HELD_OVER|arrest|offence|enforcement|CONSEQUENCE_WORD",
    "threat|threaten|threatened|threatening ~5 SANCTION|HELD_OVER|police",
    "letter|leaflet|script|paragraph ~~6 asb|legal|sanction|sanctions|prosecution|enforcement|solicitor|solicitors|misuse",
    "letter_before_action|lba|pre_action_letter|cease_and_desist|solicitors_letter|legal_letter|warning_letter|final_warning|formal_warning",
    "tell|let_know|say|inform|advise ~6 police ~2 will_be|may_be|are|can_be ~1 called|asked|told|informed|involved",
];

/// It follows if the person does it again.
const HELD: &[&str] = &[
    "MODAL ~5 SANCTION|LEGALSTEP",
    "SANCTION|LEGALSTEP ~3 MODAL",
    "HELD_OVER ~5 MODAL|risk|at_risk|jeopardy|reviewed|told|informed|contacted|involved|affected|notified|lost|loses",
    "MODAL ~5 HELD_OVER ~4 told|informed|contacted|involved|notified|affected|reviewed|lost|looked|at_risk|know|asked",
    "lose|loses|losing|lost|loss_of|forfeit ~3 HELD_OVER|tenancy|flat|home|room|place_at",
    "police ~2 will|may|might|could|to ~3 arrest|prosecute|charge|act|action|pursue|apply|decide|remove|issue|visit|caution|interview|deal|enforce|called",
    "report|referral|refer|reported|referred|told|passed ~3 police|social_services|mash|csc|dwp|landlord|housing|home_office|council|dvla|employer|university|nmc",
];

/// It is being thought of, or prepared.
const CONSIDERED: &[&str] = &[
    "social_services|childrens_services|children_services|csc|mash|children_social_care|childrens_social_care|landlord|employer|university|home_office|dwp will|may|could ~1 be ~1 told|informed|contacted|notified|asked ~6 children|kids|calls|attendances|behaviour|overdoses|self_harm|ambulances|this",
    "breach|breaches|breaching|breached means|leads_to|results_in|will_mean|will_lead|will_result ~3 SANCTION|LEGALSTEP",
    "CONSIDERING_VERB ~5 ORDER|PENALISE_NOUN|LEGALSTEP|serving|court",
    "ORDER|PENALISE_NOUN|LEGALSTEP ~3 CONSIDERING_ED|is_an_option|an_option|on_the_table|possible|likely|next|under_consideration|if_needed|if_required|being_drafted|in_draft|ready|pending",
    "may|might|could ~4 ORDER|PENALISE_NOUN|PENALISE_ACT",
    "risk|risks|risking|liable|faces|face|facing|prospect|possibility|threat|likelihood of|to? ~3 SANCTION|LEGALSTEP",
    "if_ignored|if_breached|on_breach|failure_to_comply|if_she_breaches|if_he_breaches|if_not_complied|non_compliance ~~8 SANCTION|LEGALSTEP|court|offence|prison|follows",
    "then|followed_by|next|escalates_to|escalate_to|escalating_to|leading_to|up_to ~2 SANCTION|LEGALSTEP",
    "NUMBER ORDER|police_action|PENALISE_NOUN|LEGALSTEP commamark|semicolonmark ~1 NUMBER",
    "powers|asb_powers|enforcement|enforcement_options|legal_options|formal_action ~~4 available|used|considered|forward|open|to_us|to_police|one_eye|hold|held|taken",
    "gather|gathering|collate|collating|collect|collecting|building|build|compile|compiling|keep|keeping|log|logging|bank|banking ~3 evidence|case|file|dossier|tally|log ~~10 ORDER|court|police|injunction|asb|prosecution|action|enforcement|caution|cbo",
    "may|could|will|can|might ~2 constitute|amount|treated|regarded|classed|dealt_with|viewed|be ~4 OFFENCEWORD|harassment|criminal|offence|nuisance|misuse|asb|criminal_damage|police_matter",
    "goes_down_as|go_down_as|treated_as|dealt_with_as|classed_as|seen_as|will_be_a ~3 OFFENCEWORD|harassment|criminal_damage|crime|criminal|offence|police_matter|trespass|asb",
    "is ~1 offence|criminal_offence|a_crime|illegal|against_the_law",
    "go_to_prison|sent_to_prison|send_her_to_prison|send_him_to_prison|end_up_in_court|end_up_in_prison|in_front_of_magistrates|front_of_a_judge|face_the_courts|before_a_judge|see_the_inside|interviewed_under_caution|night_in_the_cells|in_the_cells|day_in_court|up_in_court|the_magistrates|found_themselves_in_court",
    "it_is magistrates|court|police|eviction|prison|arrest|charge",
];

/// It is only hinted at.
const VEILED: &[&str] = &[
    "WARNING_VERB ~5 CONSEQUENCE_WORD",
    "CONSEQUENCE_WORD ~4 of ~3 HELPSEEKING|continuing|carrying_on|further|behaviour",
    "consequences|consequence|repercussions ~3 will|may|to|for ~3 follow|HELPSEEKING|repeat|continued|continuing",
    "consequence|consequences|sanctions|escalation|warning ladder|pathway|steps|matrix|table|chart|stages",
    "where_this_is_heading|where_this_leads|where_it_leads|where_this_is_going|where_this_ends|what_happens_next|how_this_ends|how_this_could_end|what_might_come_of_it|what_could_happen|what_will_happen_if|what_the_next_step|what_might_happen|how_it_ends|where_it_ends|where_this_could|where_this_might",
    "patience ~4 limitless|running_out|limits|exhausted|finite|thin|limit|not_endless|out",
    "few_options|little_option|no_option|no_choice|no_alternative_but|hands_are_tied|hand_will_be_forced|little_choice",
    "formal_route|legal_route|criminal_route|enforcement_route|formal_steps|formal_measures|other_routes|further_action|further_steps|stronger_measures|legal_department|robust_action|other_avenues|formal_footing|less_patient|firmer_measures|take_matters_further|take_things_further|taken_further|go_further|matters_further|step_up_our_response|alternative_measures",
    "consequences_will_follow|consequences_to_follow|there_will_be_consequences|will_have_consequences|has_consequences|have_consequences|action_may_follow|action_will_follow|held_to_account|held_accountable|answer_for|face_consequences|on_notice|on_thin_ice|last_chance|final_chance|running_out_of_chances|no_more_chances|no_more_warnings|final_opportunity|may_follow",
    "regrettable|unfortunate|would_be_sorry|not_wish ~~8 matters|reached|come_to|stage|resort|involve|police|legal",
    "taken_into_account ~4 by? home_office|court|housing|dwp|police|panel",
    "fitness_to_study|right_to_remain|leave_to_remain",
];
