//! The cues, by their reach.

use super::Reach;

pub(super) const CUES: &[(Reach, &[&str])] = &[
    (Reach::Text, TEXT),
    (Reach::Onward, ONWARD),
    (Reach::Sentence, SENTENCE),
    (Reach::Back, BACK),
    (Reach::After, AFTER),
    (Reach::Before, BEFORE),
    (Reach::Turn, TURN),
    (Reach::Present, PRESENT),
];

/// What makes the whole text something other than an instruction.
const TEXT: &[&str] = &[
    "chronology|incident_timeline|reflective_account|reflective_practice|portfolio|essay|dissertation|serious_incident|root_cause|investigation_report|learning_review|case_study|inquest|ombudsmans|freedom_of_information|foi|research_paper|abstract|book_review|podcast",
    "apologised|apologise|sorry ~~12 told|plan|instruction|note|entry|wrong|letter|that",
    "training|teaching|learning|induction|elearning|simulation ~1 example|case|scenario|exercise|slide|slides|material|materials|session|vignette|pack|module|extract|handout|day|only|script|notes|aid|set|quiz|question|purposes|event|video",
    "example|scenario|exercise|vignette|slide|role_play|roleplay|quiz|handout for|in|from|used ~3 training|teaching|induction|supervision|staff|workshop|students",
    "for training|teaching|discussion_at purposes|only|journal",
    "^ training|teaching|scenario|vignette|exercise|example|case_study|quiz|simulation|policy_extract|extract|hypothetical|fictional|mock|audit|journal_club|datix|trainer|trainers|facilitator|news_item|press_cutting|news ~4 $",
    "^ training|teaching|workshop|trainers|trainer|facilitator|facilitators ~2",
    "fictional|made_up|imaginary|invented|role_play|journal_club|vignette",
    "bad|poor|worst practice|example|wording",
    "example_of what_not|bad|poor|unacceptable|wording|a",
    "how_not_to|what_not_to|spot_the|what_is_wrong_with|rewrite_the_plan",
    "thematic_review|audit_q|audit_of|audit_found|regulation_28|reg_28|prevention_of_future_deaths|serious_incident_report|iopc|cqc_report|ombudsman|coroner_found|lessons_learned|lessons_from",
    "i am|write|writing|wish|want ~2 to ~1 complain|make_a_complaint",
    "writing_to_complain|my_complaint|i_want_to_know_who|formal_complaint_about|i_am_writing_to",
    "withdrawn|rescinded|superseded|revoked ~5 not_to_be_followed|do_not_follow|should_not_be_followed|disregard",
    "not_to_be_followed|must_not_be_followed|do_not_follow_it|none_of_it_in_force|no_longer_in_force|none_of_it_applies|none_of_this_is_in_force",
    "written|signed with|by ~1 her|him|patient ~2 advance_decision|adrt",
    "advance_decision|adrt|dnacpr|respect_form|advance_statement|advance_directive|advance_refusal|end_of_life|palliative|eol",
];

/// A heading or opening that covers what comes after it too.
const ONWARD: &[&str] = &[
    "^ complaint|complaints|concern|pals|allegation|grievance|letter_of_complaint|complainant|feedback|family_concern|duty_of_candour ~5 states|alleges|says|reads|received|summary|describes|that|about|from|text|raised|details|refers|$",
    "^ voicemail|voice_mail|email|e_mail|letter|note|text|message|quote|story|feedback|interview|phone_call|statement|comment|review|tweet|post|survey|call ~6 from|with|by PERSON|KIN|carer|advocate|mp|constituent|solicitor|staff|family|daughter ~8 colonmark",
    "^ patient_story|service_user_story|lived_experience|research|interview|questionnaire|survey|historic|historical|hx_of|past|learning_pack|elearning|mock_plan|induction|case_law|policy|example_of|learning ~6 colonmark|$",
    "^ historic|hx_of|historical",
    "^ quote|quoted|verbatim|excerpt|transcript|statement_from|her_account|his_account|pt_account|patient_account|in_her_own_words|in_his_own_words ~4 $",
    "^ history|background|hx|pmh|psych_history|past_plan|old_plan|previous_plan|superseded|withdrawn|archived|archive|void|expired|obsolete|historical|retired|rescinded|previous|not_in_force|deleted|former ~5 $",
    "^ rcem|nice|nhse|nhs_england|rcpsych|policy|stopsim|guidance|cqc|rcn ~4 $",
    "do_not_use ~3 words|language|phrases|terms|wording",
];

const SENTENCE: &[&str] = &[
    // Policy, guidance, and what others have published.
    "policy|guidance|nice|ng225|nhse|nhs_england|rcpsych|rcem|procedure|protocol|sop|guideline|guidelines|position_statement|delivery_guide|manual|code_of_practice|charter ~3 says|states|requires|forbids|prohibits|advises|recommends|reads|defines|warns|notes|lists|describes|statement|said|is_against|against",
    "for_example|e.g training",
    // The person's own words, wish or choice.
    "his|her|their|own words|wish|request|choice|preference|idea|decision|goal|wishes|preferences",
    "at|on|by ~2 request|preference",
    "requests|requested|asks|asked|wants|prefers|chose|chooses|opted|wishes|rather|preferred|elected|would_like|likes|wanted ~1 that|to|us|not|it|for|we|no|texts|phone|same|this",
    "would_rather|rather_not|she_would_like|he_would_like|they_would_like|i_would_like|i_would_rather|i_want|i_do_not_want|i_prefer|i_find|i_like|i_wish|as_she_wanted|as_he_wanted|as_they_wanted",
    "patient|she|he|they|i|client|self ~1 requests|asks|wants|prefers|chose|declined|declines|refused|refuses|opted|wishes|asked|requested|preferred|would_prefer|does_not_want|did_not_want|says_no_to",
    "with|by ~1 her|his|their|the|patients ~1 agreement",
    "agreed ~2 with ~2 PERSON",
    "discussed|planned ~1 with ~1 PERSON",
    "PERSON ~1 agrees|happy|content",
    "discussed|agreed with ~2 and? family|son|daughter|next_of_kin|patient_and",
    // A clinical reason.
    "allergy|allergic|anaphylaxis|contraindicated|contraindication|intolerance|intolerant|qtc|inr|warfarin|respiratory_depression|swallow|swallowing|nil_by_mouth|nbm|cpr|serotonin_syndrome|hepatotoxic|renal_failure|renal_function|interaction_with|neutropenia|clozapine|lithium|methotrexate|bleeding_risk|nsaids|g6pd|pregnancy_test|anaesthetic_risk|aspiration|refeeding|latex|gi_bleed|asthma|overdose_risk|tolerance|intubated|hypotension|sedation_score|sats|egfr|platelets|infection_control|isolate|norovirus|ct_head_not_indicated|radiation|fit_for_discharge|medically_fit|bm|glucose|insulin|naltrexone|metformin|contrast|nerve_block|ketorolac|thrombolysis|head_injury_rules|rosc|200j|steroid|inhaler|antibiotics|hypoglycaemia|ketones|creatinine|potassium|sodium|oxygen_target|dvt|naloxone|spinal|fracture|haemolysed|pre_op|post_op|procedure|catheter|anticoagulated|ecg_and|titrate|serial|mri_safe|pacemaker|immunosuppressed|dialysis|palliation|withdrawal_symptoms|side_effects|side_effect|max_dose|maximum_dose|4g|grams|g|mg|mcg|ml|dose|doses",
    // Decided at the episode, after assessment.
    "after|following|on ~2 full? ~1 assessment|examination|review|ecg ~3 today|tonight|crew|on_scene|by",
    "assessed|examined|seen ~2 at|by|in ~5 today|tonight|liaison|dr|registrar|consultant|amhp|st5|resus|cubicle|NUMBER",
    "obs_normal|news_0|news_1|obs_stable|safety_netted|safety_net|gcs_15|has_capacity|capacity_assessed|worsening_advice|no_concerns|crew_decision|at_scene|on_scene_decision|clinical_decision",
    "declined_conveyance|refused_conveyance|own_accord_left|left_before|did_not_wait|self_discharged",
    // Somebody asked, and the answer may be no.
    "asked|asks|asking|query|queried|wonder|wondered|wondering|discussed|debated|question ~2 whether|if|about_whether",
    "is_it|would_it|could_it|should_it|can_we|should_we|could_we|would_we questionmark",
    "proposal|suggestion|suggested|proposed|request|requested|idea|motion ~6 rejected|declined|not_taken|not_agreed|turned_down|refused|not_adopted|not_supported|dismissed|ruled_out|not_approved|fell",
    "thought_not|decided_against|decided_not_to|agreed_not_to|ruled_out|not_taken_forward|confirmed_it_would_not|would_not_be_appropriate|not_appropriate_to|not_be_considered|will_not_be_considered|no_plans_to|no_plan_to|no_intention|not_pursuing|not_being_pursued|not_pursued|out_of_the_question|off_the_table|never_to_be",
    // Somebody else.
    "ex_husband|ex_partner|neighbours|boyfriend|perpetrator ~1 charged|arrested|convicted|bailed|cpn|cpw|evicted",
    "news|newspaper|article|media|press|programme|documentary|podcast ~3",
    "rejected|declined|refused|dismissed|abandoned it|this|them|that ~4",
    "^ KIN ~1 served|is|was|has|are|not|on|being|who|charged|arrested|cautioned|evicted|closed|care|from|may|refused",
    "bringing_him|bringing_her|driving_him|driving_her|own_transport|making_own_way|drove_her|drove_him|no_transport_required|assisted_up|uninjured",
    "ppe|tb|norovirus|c_spine|fistula|precautions|isolation|autistic|sensory|works_nights|hard_of_hearing|perpetrator_lives|perpetrator_reads|wheelchair|stairs|theatre|itu|inr",
    "offered|rebooked|rearranged|booked_instead|slot_booked ~2 monday|tuesday|wednesday|thursday|friday|tomorrow|instead|another|meanwhile|for|next",
    "reminded ~3 that ~8 not",
    "no|not|never|nobody|neither|without ~10 withheld|refused|denied|turned_away|refuse|withhold|deny|made_to_wait|penalised|punished|threatened|threaten|decline|excluded|disadvantaged|discriminated|worse",
    "remove|delete|take|rub|erase ~6 from|off alert|board|front_page|marker|flag|cad|address|screen|terminal|whiteboard|header",
    "last_area|previous_trust|previous_area|another_trust|last_trust|previous_team|old_area|before_she_moved|before_he_moved|under_another|former_trust|old_team|other_trust|another_county|other_area|last_placement|not_current|no_current|not_our_approach|not_how_we|former_scheme",
    "has|have|had chosen|elected|opted|decided_not|decided_against",
    "at ~1 suggestion|invitation",
    "consents_to|consented_to|consenting_to",
    "not agreed|approved|supported|adopted|accepted|pursued|progressed $",
    "we_do_not_use|we_do_not_do_this|that_is_not|this_is_not",
    "keep|keeps|continue|continues|offer|going|goes_on|carry_on|remain|remains|same ~6 even_if|whatever|regardless|however_many|no_matter",
    "as|because|since PERSON ~2 visiting|coming|already|booked|seeing|bringing|staying",
    "she|he|they agreed this|it|to_this|that|in_her|in_his",
    "received ~3 from",
    "if|when ~8 see|answer|pick_up|offer ~4 times|every_time|each_time|again",
    "stay|remain|sit ~2 with PERSON",
    "no limit|cap|time_limit|conditions|strings",
    "2012|2013|2014|2015|2016|2017|2018|2019|2020|2021|2022|2023 colonmark|dashmark",
    "someone|somebody|colleague|council|neighbour|friend|stranger|previous|agency_nurse|agency_worker|locum ~4 told|tells|said|saying|threatened|warned",
    "helps|help her|him|them|most|his|self",
    "what ~1 helps|works|she_likes|he_likes|she_finds|he_finds",
    "exhausted|tired|fatigued|in_pain|fast_tracking|fast_track|fast_tracked|easily_overwhelmed|overstimulated|at_her_pace|at_his_pace",
    "alcohol_offered|intervention_offered|offered_and_accepted|wants_referral|accepted_referral",
    "by_mistake|in_error|wrong_person|wrong_address|apology|apologised|apologise|incident_form|datix|datixed|upheld|data_breach|ico",
    "makes_no_difference|make_no_difference|does_not_affect|will_not_affect|not_affect|no_effect_on|nothing_hangs_on|not_a_criterion|not_a_condition|no_conditions|unconditional|unconditionally|without_condition|irrespective_of_whether_she|not_dependent|not_conditional|not_depend|does_not_depend|will_not_lose|will_not_be_discharged_for|no_penalty|not_a_test|not_a_punishment|not_counted|does_not_count|not_held_against|will_not_be_held_against",
];

const BACK: &[&str] = &[
    "said|ruled|felt|agreed|confirmed|decided|replied|advised ~6 contrary|unlawful|wrong|inappropriate|not_appropriate|no_order|not_be_sought|not_support|against",
    "nobody|no_one|none ~2 knows|applied|has|is|will ~4",
    // The next words give what the first seem to refuse.
    "^ see|assess|send|convey|offer|admit|stay|give|use|book|take|bring|invite|meet|visit|treat|try|come|put|listen ~6 face_to_face|every_time|each_time|promptly|always|with_her|with_him|female|straight|main_ed|side_room|hbpos|in_person|instead|as_usual|any_time|whenever|asap|urgently|as_any|like_anyone|same_day|meanwhile|resus|whatever_she|until_someone|until_the|stay_on",
    "^ main_ed|side_room|female_crew|straight_to|full_assessment|normal_response|same_as_anyone|treat_as_any|triage_as_any",
    "^ withdrawn|superseded|rescinded|void|cancelled|expired|obsolete|historical|retired|deleted ~6 $",
    "^ this|above|that|it|both|these|they ~4 was|were|is|are|has|have|now ~3 withdrawn|superseded|rescinded|void|no_longer|replaced|removed|struck_out|deleted|quashed|dropped|stopped|corrected|apologised",
    "^ i|we ~3 reassured|explained|corrected|apologised|challenged|spoken|removed|told ~6",
    "^ this|that|it ~2 is|was ~2 not|untrue|false|incorrect|wrong|never",
    "^ there_is_not|there_is_none|there_are_none|not_true|untrue|incorrect",
    "^ no_such",
];

const AFTER: &[&str] = &[
    "says|states|reports|alleges|claims|believes|fears|feels|thinks|recalls|describes|remembers|complains ~8",
    "complained|alleged|recalled|described|remembered|overheard|heard",
    "complaint|allegation|datix|concern|incident|grievance",
    "PERSON ~1 said|told|stated|reported|wrote|claimed|felt|believed|thought|feared|worried|mentioned|asked|recalled",
    "being_told|was_told|were_told|been_told|having_been_told|was_asked|was_informed|was_warned|were_warned|was_refused|were_refused|was_left|was_sent|was_turned|was_read",
    "impression|under_the_impression|belief|assumes|thinks|thinking|convinced|understood ~2",
    "worried|worries|frightened|scared|afraid|anxious|fear|fears|terrified ~3",
    "previously|historically|formerly|in_the_past|used_to|at_one_time|years_ago|once|at_the_time|back_then|originally|for_years",
    "withdrawn|superseded|rescinded|former|old|previous|prior|earlier|expired|outdated|2018|2019|2020|2021|2022|2017|2016 ~2 plan|version|instruction|note|flag|entry|line|marker|wording|advice|letter|policy|alert|scheme|that",
    "in|from|since|during|until|of ~1 DATEY|2018|2019|2020|2021|2016|2017|2022 ~2 plan|they|she|he|the|under|there|staff|commamark|police|when|a|her|his|patient|it",
    "whether",
    "never|not ~1 said|say|tell|use|write|record|threaten|suggest|imply|mention|assume|accept|ask|state|add|put|agree|intend|mean|propose|allow|let|a_reason|grounds|because|on_grounds|be_used|be_treated ~1",
    "no|nil ~1 plan|plans|intention|instruction|evidence|order|question|need|reason|suggestion|basis|grounds|requirement|condition|limit|cap|restriction",
    "whoever_wrote|whoever_said|whoever_put|somebody_wrote|someone_wrote",
    "remove|delete|withdraw|rub_out|erase|disregard|ignore|take_down|strike_out|cross_out|stop_using|do_not_use|stop_saying ~4 flag|marker|wording|instruction|note|line|entry|words|alert|phrase",
    "not_true_that|untrue_that|not_the_case_that|wrong_to|unlawful_to|unacceptable_to|not_acceptable_to|it_is_wrong|would_be_wrong|should_not_be|must_not_be|may_not_be|cannot_be|shall_not|is_not_to_be|are_not_to_be|there_is_no|there_are_no|there_will_be_no|no_longer|none_of|nobody_is_to|no_one_is_to|rather_than|instead_of",
];

const BEFORE: &[&str] = &[
    "was|were|been|is|are|has|have|now ~3 withdrawn|rescinded|superseded|quashed|lifted|revoked|overturned|struck_out|discontinued|replaced|dropped|stopped|annulled|set_aside|abolished|scrapped|retired",
    "no_longer ~2 applies|apply|valid|in_force|stands|in_use|used|exists|true|relevant",
    "is|are|was|were|will|would|should|must|can|may|do|does|has ~1 not|never ~2 be? ~2 used|use|considered|appropriate|permitted|allowed|acceptable|sought|pursued|lawful|accepted|proposed|supported|followed|agreed|adopted|the_case|true|be|wanted|needed|ok|okay|a_reason|grounds|affect|happen|apply|in_use|given|discussed|mentioned|issued|recommended|threatened|to_be",
    "unlawful|not_lawful|prohibited|forbidden|banned_practice|contrary_to|unacceptable|against_policy|against_trust_policy|not_our_policy|wrong",
    "i|we|panel|chair|manager|trust ~2 declined|refused|rejected|said_no|apologised|challenged|objected|stopped_it|corrected|turned_it_down|confirmed",
    "her|his|their words",
    "not|never ~2 to_be_used|be_used",
    "was_how|is_how ~2 she|he",
    "declined no_consent|consent",
    "has_been|have_been|had_been|was|were removed|taken_out|deleted ~3 from ~2 plan|record|notes|file|cad|system",
    "not|no|none|nor|never $",
];

const TURN: &[&str] = &[
    "but|however|although|nevertheless|nonetheless|now|from_now_on|from_today|semicolonmark|going_forward|henceforth|with_immediate_effect|effective_immediately|therefore|so_from|hence|accordingly",
];

const PRESENT: &[&str] = &[
    "^ plan|current_plan|action|actions|instruction|instructions|new_plan|now|today|from_today|from_now_on|outcome|decision|going_forward|response|in_force|agreed|agreed_plan|current|current_instruction|live_plan|outcomes|so ~2 $",
    "^ from_now_on|from_today|going_forward|henceforth|therefore|as_of_today|with_immediate_effect|the_plan_is_now|new_plan",
];
