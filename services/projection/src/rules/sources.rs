//! What the rules cite. What a source says is given in our words unless it
//! stands in quotation marks.

use proto::oversight::RuleSource;

/// A published reason.
#[derive(Debug)]
pub struct Source {
    /// The document, with its date.
    pub title: &'static str,
    /// The place in it.
    pub place: &'static str,
    /// What it says.
    pub says: &'static str,
}

impl Source {
    /// The source as clients see it.
    #[must_use]
    pub fn to_wire(&self) -> RuleSource {
        RuleSource { title: self.title.into(), place: self.place.into(), says: self.says.into() }
    }
}

/// Police in planned care.
pub static NHSE_2023_A: Source = Source {
    title: "NHS England, position on SIM and similar models, 10 March 2023",
    place: "element (a)",
    says: "police in \"therapeutic interventions in planned, non-emergency, community mental health care\" must be eradicated",
};

/// Sanctions and withheld care.
pub static NHSE_2023_B: Source = Source {
    title: "NHS England, position on SIM and similar models, 10 March 2023",
    place: "element (b)",
    says: "\"sanctions (criminal or otherwise), withholding care and otherwise punitive approaches\" must be eradicated",
};

/// Punitive approaches to self-harm.
pub static NICE_NG225: Source = Source {
    title: "NICE guideline NG225, Self-harm, 7 September 2022",
    place: "recommendations on punitive approaches",
    says: "no punitive or criminal justice approaches for frequent self-harm",
};

/// People punished for seeking help.
pub static RCPSYCH_2021: Source = Source {
    title: "Royal College of Psychiatrists, statement on SIM, 14 June 2021",
    place: "statement",
    says: "people were prosecuted, imprisoned or given community protection notices that required them to stop self-harming or calling for help",
};

/// Consent in speech, no form.
pub static SLP_2021_CONSENT: Source = Source {
    title: "SLP review 2021",
    place: "paras 2.8, 2.9, 4.15",
    says: "consent was verbal; the form that a leaflet promised was not found",
};

/// Honorary contracts.
pub static SLP_2021_ACCESS: Source = Source {
    title: "SLP review 2021",
    place: "paras 4.11 to 4.13",
    says: "police officers were given honorary contracts and with them access to clinical notes",
};

/// Sharing without an agreement.
pub static SLP_2021_SHARING: Source = Source {
    title: "SLP review 2021",
    place: "paras 4.3, 4.10, 4.14, 4.23",
    says: "information went to police and to a vendor without an agreement that covered it; the agreement of 2021 was never signed",
};

/// Told and shared by mistake.
pub static SLP_2021_BREACH: Source = Source {
    title: "SLP review 2021",
    place: "addendum, item 4",
    says: "an officer wrote to the wrong person, and later sent minutes to a person's advocate without permission; both complaints were upheld",
};

/// Officers as mentors.
pub static SLP_2021_MENTOR: Source = Source {
    title: "SLP review 2021",
    place: "para 3.2, appendices 1 and 5",
    says: "a police officer mentored people together with a practitioner as part of planned care",
};

/// Sanctions without a count.
pub static SLP_2021_SANCTIONS: Source = Source {
    title: "SLP review 2021",
    place: "para 7.5",
    says: "several people were cautioned, prosecuted or charged over the life of the scheme; no number is given",
};

/// When police come.
pub static RCRP_2023: Source = Source {
    title: "National Partnership Agreement: Right Care, Right Person, 2023",
    place: "the threshold for a police response",
    says: "police come for a crime, or for a real and immediate risk to life or of serious harm",
};

/// Checklists without evidence.
pub static SLP_2021_CHECKLIST: Source = Source {
    title: "SLP review 2021",
    place: "para 4.7",
    says: "governance checklists were incomplete, or ticked without evidence of completion",
};

/// A privacy notice that was promised.
pub static SLP_2021_NOTICE: Source = Source {
    title: "SLP review 2021",
    place: "paras 4.15 to 4.18, 9.5",
    says: "a leaflet promised a privacy notice; none of the scheme's own was found",
};

/// The same under another name.
pub static SLP_2021_RELABELLED: Source = Source {
    title: "SLP review 2021",
    place: "para 7.5",
    says: "plans that named the scheme's officer name a police liaison officer since; the people stayed the same",
};

/// Reviews without the person.
pub static SLP_2021_REVIEWS: Source = Source {
    title: "SLP review 2021",
    place: "paras 7.5, 7.6",
    says: "plans were reviewed without the people whom they were about",
};

/// Meetings that left no record.
pub static SLP_2021_MEETINGS: Source = Source {
    title: "SLP review 2021",
    place: "paras 4.8, 6.8, 7.4",
    says: "a meeting that was agreed upon left no record; posts stood vacant for five months",
};

/// The person has a copy.
pub static RCEM_2021: Source = Source {
    title: "Royal College of Emergency Medicine, statement, 22 June 2021, and the Welsh frequent-attender network",
    place: "statement",
    says: "the person is involved in the plan and given a copy",
};

/// A plan that the person did not know of.
pub static RITB_2020: Source = Source {
    title: "Recovery in the Bin, 2020",
    place: "an account of a plan",
    says: "a person knew of a plan about her after four months and had a copy after six",
};

/// Crisis plans are reviewed and shared.
pub static NICE_CG78: Source = Source {
    title: "NICE guideline CG78, Borderline personality disorder, 2009",
    place: "recommendations on crisis plans and endings",
    says: "a crisis plan is shared with the person; endings are structured",
};

/// Lawful basis and condition.
pub static UK_GDPR: Source = Source {
    title: "UK GDPR and the common law duty of confidentiality",
    place: "Articles 6, 9 and 35",
    says: "processing health data needs a basis, a condition and, where risk is high, an assessment beforehand; confidence yields on stated grounds",
};

/// Who sits on panels.
pub static PANELS: Source = Source {
    title: "Published practice of high intensity use panels and MARAC",
    place: "membership and minutes",
    says: "emergency, liaison, ambulance and police members meet monthly; minutes record who attended and what is unfinished",
};

/// New names for the same.
pub static MEDACT_2024: Source = Source {
    title: "Medact, 2024, and answers under freedom of information",
    place: "schemes under other names",
    says: "schemes like SIM go on under other names",
};

/// The scheme's own rule about what ends.
pub static SLP_2021_REPLACING: Source = Source {
    title: "SLP review 2021",
    place: "para 3.2",
    says: "the scheme's own rule: \"Never remove a response without replacing it with another plan\"",
};

/// Attitudes to people who seek help often.
pub static NHSE_2023_C: Source = Source {
    title: "NHS England, position on SIM and similar models, 10 March 2023",
    place: "element (c)",
    says: "\"discriminatory practices and attitudes\" to people who self-harm, are suicidal or are deemed high intensity users must be eradicated",
};

/// Nobody is turned away.
pub static RCEM_2021_DOOR: Source = Source {
    title: "Royal College of Emergency Medicine, statement, 22 June 2021",
    place: "statement",
    says: "\"No patient should ever be turned away at the door.\"",
};

/// Limits in ambulance plans.
pub static AMBULANCE_CAPS: Source = Source {
    title: "Published plans of ambulance trusts (EEAST, SWAST) and a survey in BMC, 2019",
    place: "limits on assessment",
    says: "plans allow \"one face to face assessment per 4/8/12/24-hour period\"; the most urgent category is always answered",
};

/// What reviews of schemes must count.
pub static KENDALL_2021_THEMES: Source = Source {
    title: "NHS England, T. Kendall's letter of 21 July 2021, in the SLP addendum of 3 September 2021",
    place: "themes",
    says: "reviews count people with behavioural contracts or similar, instructions to deny care at A&E or the crisis team included",
};

/// Concerns that nobody gathered.
pub static SLP_2021_CONCERNS: Source = Source {
    title: "SLP review 2021",
    place: "paras 6.3, addendum items 3 and 4",
    says: "safeguarding concerns were not gathered, and the number of staff with concerns is given as four and as five",
};

/// A fall in contacts shows nothing by itself.
pub static REGRESSION: Source = Source {
    title: "Published evaluations of frequent-attender schemes (Durham; West Herts; a difference-in-differences study, UK 2022)",
    place: "results",
    says: "contacts fell for nearly everybody, for some before anything was done; the controlled difference was not significant; of one cohort nine people later died",
};

/// Assessment and what comes after it.
pub static NICE_NG225_ASSESSMENT: Source = Source {
    title: "NICE guideline NG225, Self-harm, 7 September 2022",
    place: "recommendations on psychosocial assessment and aftercare",
    says: "each episode of self-harm is followed by a psychosocial assessment, and that by aftercare within 48 hours",
};

/// Scores do not decide about care.
pub static NICE_NG225_RISK: Source = Source {
    title: "NICE guideline NG225, Self-harm, 7 September 2022",
    place: "recommendation 1.6.1 and those after it",
    says: "\"Do not use risk assessment tools and scales to predict future suicide or repetition of self-harm\", nor to decide who is treated or discharged",
};

/// Nobody is excluded by a diagnosis.
pub static NICE_CG78_EXCLUSION: Source = Source {
    title: "NICE guideline CG78, Borderline personality disorder, 2009",
    place: "recommendations on access to services",
    says: "people are not to be \"excluded from any health or social care service because of their diagnosis or because they have self-harmed\"",
};

/// Assessed twice of four times.
pub static HSIB_2017: Source = Source {
    title: "Healthcare Safety Investigation Branch, I2017/006",
    place: "attendances after self-harm",
    says: "a person attended four times after self-harm and was referred for assessment only the first two times",
};

/// Fewer contacts are no sign of safety.
pub static DURHAM_EVALUATION: Source = Source {
    title: "Durham, figures of work with people who attend often",
    place: "attendances and deaths",
    says: "every patient's attendances fell, and nine of the people died later",
};

/// Told not to seek help.
pub static RITB_2020_NOTICE: Source = Source {
    title: "Recovery in the Bin, 2020",
    place: "the warning of a community protection notice",
    says: "a person was told \"not to contact anyone by any means to… allude to any thoughts of self harm\"",
};

/// What consent and confidence ask of who holds information.
pub static CALDICOTT_2020: Source = Source {
    title: "The Caldicott principles, 2020",
    place: "the eight principles",
    says: "use is justified, kept to the minimum and to those who need to know, and holds no surprises for the person",
};

/// What a person may have undone.
pub static UK_GDPR_RIGHTS: Source = Source {
    title: "UK GDPR",
    place: "Articles 15 and 17",
    says: "a person may ask what is held and have it erased, and is answered within a month",
};

/// Partnership and advocates.
pub static NICE_CG136: Source = Source {
    title: "NICE guideline CG136, Service user experience in adult mental health, 2011",
    place: "recommendations 1.1.1 and 1.1.2",
    says: "work in partnership and without judging; \"offer access to a trained advocate\"",
};

/// Claims of effect without what would show one.
pub static SIM_CLAIMS: Source = Source {
    title: "Published claims about SIM, and its published pilot",
    place: "claims of reduction",
    says: "\"reduced by up to 90%\" meant the best results, without a denominator; the pilot had four people",
};

/// Figures that contradict each other.
pub static SLP_2021_FIGURES: Source = Source {
    title: "SLP review 2021",
    place: "paras 6.2, 6.3, 6.8, 7.1, 7.3, 7.5 and addendum, item 3",
    says: "totals differ from the sums of their rows, and one thing has two figures",
};

/// What was never counted.
pub static SLP_2021_NOT_GATHERED: Source = Source {
    title: "SLP review 2021",
    place: "addendum, item 4",
    says: "concerns about people's safety were not gathered",
};

/// What is counted instead.
pub static METRICS: Source = Source {
    title: "Measures in use for high intensity use services and for SIM in London",
    place: "measures of effect",
    says: "attendances, admissions, calls and the cost of detentions are what is measured",
};

/// Small numbers.
pub static NHS_DIGITAL_DISCLOSURE: Source = Source {
    title: "NHS Digital, disclosure control",
    place: "counts below the national level",
    says: "counts from 1 to 7 are not shown, and other counts are rounded to 5",
};

/// A warning not to speak of self-harm.
pub static RITB_2020_WARNING: Source = Source {
    title: "Recovery in the Bin, 2020",
    place: "an account of a warning of a community protection notice",
    says: "a person was warned \"not to contact anyone by any means to… allude to any thoughts of self harm\"",
};

/// Care when people are vulnerable.
pub static ASB_GUIDANCE: Source = Source {
    title: "Statutory guidance on anti-social behaviour powers",
    place: "community protection notices",
    says: "\"particular care\" for \"more vulnerable members of society\"",
};

/// Sanctions that nobody counts.
pub static THOMSON_2022: Source = Source {
    title: "Thomson and others, BJPsych 2022",
    place: "on the use of sanctions",
    says: "how far sanctions are used \"is not monitored or reported\"; the scheme's own guide has a section on criminal and behavioural sanctions",
};

/// What oversight asked about complaints.
pub static KENDALL_2021: Source = Source {
    title: "NHS England, letter of 21 July 2021 to trusts with SIM",
    place: "the theme of complaints and safeguarding",
    says: "trusts were asked for complaints and safeguarding concerns, for people as victims of crime, violence or abuse, and how many were treated as malicious complainants",
};

/// Safeguarding that nobody gathered.
pub static SLP_2021_SAFEGUARDING: Source = Source {
    title: "SLP review 2021",
    place: "addendum, item 4",
    says: "safeguarding concerns about people on the scheme were not gathered",
};

/// How complaints are answered.
pub static NHS_COMPLAINTS: Source = Source {
    title: "The NHS complaints procedure",
    place: "acknowledgement",
    says: "a complaint is acknowledged within three working days, and has an owner and an outcome",
};

/// When there is an enquiry.
pub static CARE_ACT_S42: Source = Source {
    title: "Care Act 2014",
    place: "section 42",
    says: "there is an enquiry where an adult has needs for care and support, is at risk of abuse or neglect, and because of those needs cannot protect themselves",
};

/// How emergency access is overseen.
pub static SUMMARY_CARE_RECORD: Source = Source {
    title: "NHS Summary Care Record, information governance guidance",
    place: "privacy officers and alerts",
    says: "an access in an emergency raises an alert, and a privacy officer looks into it",
};
