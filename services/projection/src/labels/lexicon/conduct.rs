//! What is asked of a person, and what is lost; what a plan is made of.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    ("SANCTION", "@ORDER, @PENALISE"),
    (
        "BREAKING",
        "breach*, breaches, breached, break*, breaks, fails to, fail to, failure to, failing \
         to, refuse* to, refuses to, miss*, misses, missed, dna, dnas, non attendance, non \
         compliance, noncompliance, non engagement, does not engage, do not engage with, not \
         engage, not comply, does not comply, disengage*, relapse*, drink*, drinks, \
         intoxicated, use* drugs, uses drugs, abuse*, complain*, complains, not attend, does \
         not attend, self discharges, self discharge*, not kept, does not sign, not sign, \
         refuses, unwilling, exceeds, exceed*, goes over, more than, does not keep to, do not \
         keep to, does not stick, not adhere, does not adhere, not stop, does not stop, not \
         reduce, does not reduce, shouts, swears, not cooperate",
    ),
    (
        "PLANNEDCARE",
        "mentor*, mentoring, mentorship, key work*, keywork*, key worker, keyworker, key \
         working, co deliver*, co facilitate*, co produce*, co author*, co write*, co lead*, co \
         run, co hold*, co develop*, co chair*, joint appointment, joint appointments, joint \
         visit, joint visits, joint home visit, joint home visits, joint sessions, joint \
         session, joint review, joint reviews, appointment, appointments, weekly appointment, \
         weekly appointments, clinic, clinics, therapy, therapy sessions, therapy group, \
         sessions, session, dbt group, dbt, cpa, cpa review, cpa meeting, cpa meetings, ward \
         round, ward rounds, care plan, careplan, crisis plan, safety plan, response plan, \
         treatment plan, management plan, care planning, care coordination, care coordinator, \
         lead professional, named worker, named contact, lead contact, first point of contact, \
         single point of contact, point of contact, first contact, spoc, planned visits, \
         planned contact, weekly contact, weekly visits, weekly meeting, weekly meetings, \
         weekly call, weekly calls, weekly check ins, regular contact, regular meetings, \
         regular visits, discharge planning, discharge meeting, care review, formulation, \
         formulation meeting, psychology, psychology session, psychology sessions, admission, \
         planned admission, treatment, treatment decisions, care decisions, risk assessment, \
         risk assessments, medication review, depot clinic, depot, coping skills, support \
         sessions, emotional support, wellbeing checks, monthly review, home visits, outpatient \
         appointments, outpatient appointment, 1 to 1, 1 1, 1 1s, one to one, one to ones, \
         psychoeducation, skills group, group, groups, boundary setting sessions, intervention \
         plan, boundary work, supervise*, therapeutic, therapeutic work, goal setting, recovery \
         plan, step down, discharge from, discharge decisions, assessment clinic, assessments, \
         assessment, intake, gatekeeping, all contact, all contacts, all calls, caseload, \
         caseload meeting",
    ),
    (
        "SIGNOFF",
        "agree*, approve*, approval, sign* off, sign off, authorise*, authorisation, author+*, \
         write*, draft*, countersign*, counter sign*, veto, decide*, determine*, permission, \
         consent of, agreement, clear*, sanction*, gate*, gatekeep*, gatekeeper, own*, lead*, \
         chair*, ratify*, endorse*, amend*, review*, set*, co sign*, green light, ok, final \
         say, say so, confirm*, permit+*, allow*, vet+*, update*, manage*, coordinate*, \
         oversee*, control*, go ahead, nod, hold*, dictate*, direct*, finalise*, screen*, \
         clearance, edit*, compile*, complete*, produce*, develop*",
    ),
    (
        "ATTENDING",
        "attend*, sit* in, sits in, join*, present, present at, be present, accompany*, come* \
         to, co attend*, in attendance, facilitate*, deliver*, run*, hold*, lead*, host*, \
         chair*, part of, meet*, see*, visit*, provide*, support*, carry* out, conduct*, take* \
         part, participate*, supervise*, observe*, contribute*, remain in, in the room, work*, \
         offer*, do, does, undertake*, teach*, coach*, embed+*, embedded, based, sit* on, \
         allocated, assigned, act* as, acts as, serve* as, named as, appointed as",
    ),
    (
        "REMOVING",
        "remove*, withdraw*, withdrawn, withdrawal, end*, ended, ends, cease*, stop+*, stopped, \
         stops, discontinue*, closed, closing, closure, terminate*, cancel+*, delete*, \
         deactivate*, decommission*, take* off, taken off, switch* off, remove* from, retire*, \
         strike* off, struck off, drop+*, dropped, scrap+*, pull+*, finish*, revoke*, disband*, \
         disable*, stand* down, wind* up, suspend*, strip+*, cut*, axe*, axed, turn* off, \
         conclude*, unlisted, deregister*, de register*, deregistered, off list, halt*, step* \
         down, unsubscribe*, lapse*",
    ),
    (
        "RESPONSE_NOUN",
        "bleep number, bleep, support from, slot on the, befriending rota, rota, opa, outpatient appointment, respite nights, plan, care plan, mh nurse, nurse, psychiatric opa, our list, input, desk, desk flag, tenancy worker, enhanced response flag, enhanced response, response flag, welfare checks, referral, \
         crisis contingency, contingency section, crisis section, text service, evening text \
         service, befriender visits, befrienders visits, community matron, matron visits, \
         shifts, support shifts, bank support, recovery worker, link worker, navigator, night \
         line, carers support, sitting, walking group, cc, caseload, cmht caseload, cmht, \
         crisis line, crisis line number, crisis line access, helpline, helpline number, home \
         visits, home visit, home visiting, visits, outreach, outreach worker, outreach visits, \
         welfare calls, welfare call, check in calls, check ins, daily call, daily calls, \
         weekly call, weekly calls, telephone support, phone support, care coordinator, care \
         coordination, care co ordinator, care co ordination, support worker, support hours, \
         floating support, psychology, therapy, therapy sessions, group, groups, sessions, \
         session, crisis plan, safety plan, special patient note, spn, package, care package, \
         package of care, street triage, crisis team, crisis team input, crhtt, crht, htt, home \
         treatment, hbt, home treatment team, appointments, outpatient appointments, key \
         worker, keyworker, allocated worker, named nurse, named worker, peer support, peer \
         support worker, day centre, day service, day hospital, follow up calls, out of hours \
         number, direct line, duty line, duty access, duty, mobile number, personal alarm, \
         pendant alarm, lifeline, pendant, careline, telecare, respite, respite bed, respite \
         stays, crisis house, crisis bed, crisis house place, crisis card, placement, services, \
         all services, service, support, input, mental health input, contact, follow up, \
         ambulance response, ambulance plan, ambulance flag, face to face, face to face \
         response, gp registration, practice list, gp list, surgery list, list, psychiatric \
         review, psychiatrist, consultant, depot, clozapine clinic, clinic, liaison, mhlt, cpa, \
         section 117, s117, aftercare, funding, supported housing, direct payments, personal \
         budget, night sitter, sitting service, befriending, befriender, volunteer, listening \
         ear, hub, text line, texting service, chat service, access, book on arrival, open \
         access, open door, direct access, self referral, priority flag, priority response, hot \
         line, hotline, phone number, number, response, team, the team, caseloads, books, \
         secondary care, drop in, dbt, dbt group, counselling, advocacy, advocate, transport, \
         taxi, cpn, community nurse, social worker, medication deliveries, wellbeing calls, \
         evening calls, night calls, weekend calls, weekend visits, district nurse, dn, \
         reablement, alert, mental health services, specialist team, red phone, evening slot, \
         slot, weekly slot, nightly call, evening call, call slot, crisis slot, personality \
         disorder service, pd service, assertive outreach, aot, eip, eis, early intervention",
    ),
    (
        "REPLACED",
        "new one, old one, old number diverts, replaced by, replaced with, replacement, \
         instead, alternative, alternatively, transfer to, transferred to, transfer* to, \
         transfers to, transferring to, hand* over to, handed over to, handover to, step* down \
         to, stepped down to, step down to, moved to, moves to, moving to, move to, taken over \
         by, takes over, take over, taking over, picked up by, new worker, new care \
         coordinator, new keyworker, new key worker, new number, new line, accepted by, accepts \
         the new, has accepted, he accepts, she accepts, they accept, accepts, agreed with her, \
         agreed with him, agreed with them, agreed with patient, patient agrees, patient \
         agreed, at her request, at his request, at their request, her choice, his choice, \
         their choice, swapped for, switched to, switch to, continues with, will continue with, \
         will be seen by, reallocated to, reallocated, allocated to, planned ending, agreed \
         ending, mutually agreed, goals met, goals achieved, completed, recovered, well, moved \
         area, out of area, moved away, relocated, deceased, died, new area, by mutual \
         agreement, jointly agreed, patient happy, happy with, pleased with, in favour of, new \
         team, in its place, cover provided by, covered by, will be covered, substitute, now \
         via, now through, now provided by, in place of, starts with, starting with, merged \
         with, merged into, new provider, and accepted, is happy, is content, welcomes, opted \
         for, chose, chosen, prefers, preferred, has chosen, asked for, asks for, asked us to, \
         requested, started with, begins with, in their place, in place from, new nurse, new \
         psychologist, new crisis line, from the same date, from the same day, same day, same \
         hours, overlap",
    ),
    (
        "LIKENEED",
        "needed, required, necessary, indicated, planned, booked, given, offered, documented, \
         arranged, available, made, reported, recorded, noted, identified, found",
    ),
    (
        "LAWBREAKING",
        "assault*, assaulted, punch*, punched, kick*, kicked, bit, bite*, spat, spit, spitting, \
         stab+*, stabbed, knife, weapon, burglary, burgled, theft, stole, stealing, shoplift*, \
         shoplifting, robbery, robbed, drugs supply, dealing, drink driving, drink drive, \
         fraud, arson, sexual assault, rape, raped, domestic abuse, domestic violence, dv, \
         affray, abh, gbh, headbutt*, headbutted, racially, racist, hate crime, threatened \
         staff, violence, violent, criminal damage, damage, smashed, speeding, driving, \
         parking, tv licence, unpaid, rent arrears, arrears, noise, dog, dogs, cannabis, \
         harassment of, stalking, possession of, breaking into, broke into, burglaries, shop, \
         supermarket, stolen, vandalism, graffiti, firearm, class a, pwits, fly tipping, \
         disqualified, vehicle, machete, throwing, council tax, begging",
    ),
    (
        "PENALISE_ACT",
        "prosecute*, arrest*, charge*, caution*, evict*, convict*, imprison*, remand*, \
         sentence*, fine*, summons*, nick*, bail*, jail*, criminalise*, injunct*, report* for \
         summons, penalise*, interview* under caution, deport*, exclude* from site",
    ),
    (
        "PENALISE_NOUN",
        "prosecution, prosecutions, arrest, arrests, charge, charges, caution, cautions, \
         conviction, eviction, imprisonment, remand, sentence, fine, summons, custody, prison, \
         recall, court action, criminal charges, legal action, enforcement, legal proceedings, \
         possession proceedings, court case, penalty",
    ),
    (
        "ISSUED_ED",
        "issued, served, granted, imposed, obtained, sought, applied for, made, signed, sent, \
         given, secured, extended, renewed, lodged, drafted, activated, handed, delivered, \
         enforced, posted, authorised, approved, requested, breached, attached, in force, \
         accepted, submitted, filed, varied, hand delivered",
    ),
    (
        "PROHIBITS",
        "prohibits, prohibit, prohibited, forbids, forbidden, requires, require, required, \
         states, says, not to, must not, bans, bars, barring, includes, include, incl, includes \
         no, prevents, preventing, to prevent, restrains, condition, conditions, no calls, no \
         calling, no contact, stop, stops, terms, means, no phoning, no presenting, no \
         attending",
    ),
    (
        "LEGALSTEP",
        "court, magistrates, legal action, enforcement, enforcement action, enforcement \
         options, asb powers, powers, formal action, police action, public order job, judge, \
         prison, prosecution, cells, custody, injunction, cbo, cpw, arrest, arrested, charged, \
         closure order, eviction, notice, letter before action, solicitors, legal department, \
         criminal offence, offence, harassment, trespass, criminal record, the law, legal \
         steps, court papers, fine, fined, community order",
    ),
    (
        "CONSEQUENCE_WORD",
        "consequence, consequences, repercussions, ramifications, implications, legal position, \
         legal consequences, next steps, next stage, outcomes, possible outcomes, court \
         outcomes, further action, action, sanctions, possible sanctions, accountability, where \
         this leads, what could happen, enforcement options",
    ),
    (
        "WEEKLYTHING",
        "weekly, monthly, fortnightly, daily, every week, each week, monday, tuesday, \
         wednesday, thursday, friday, saturday, sunday, mondays, tuesdays, wednesdays, \
         thursdays, fridays, every, alternate weeks, appointments, appointment, sessions, \
         session, clinic, visits, home visits, reviews, review, cpa, therapy, ward round, ward \
         rounds, psychology, group, groups, meetings, meds review, medication review, depot, \
         outpatients, opd, assessments, assessment, formulation, twice a week, once a week, \
         each month, every month, until further notice, going forward, first twelve weeks, all \
         contact, all contacts",
    ),
    (
        "THERAPY_ACT",
        "motivational interviewing, mi, coping skills, coping strategies, coping workbook, \
         workbook, dbt, dbt skills, cbt, therapy, counselling, psychoeducation, distress \
         tolerance, grounding, mindfulness, emotional support, emotional regulation, de \
         escalation work, relapse prevention, safety planning, one to one work, 1 1 work, goal \
         setting, mentoring, coaching, skills group, solution focused work, boundary setting, \
         behaviour work, reflective sessions, debrief, debriefs, wellbeing check ins, insight \
         work, thought diary, mood diary, chain analysis, anger management, anxiety management, \
         victim awareness, psychological support, solution focused, medication monitoring, \
         medication prompts, breathing exercises, keyworking, key working, keywork, care \
         planning",
    ),
    (
        "EPRACCESS",
        "honorary contract, honorary contracts, rio, systmone, emis, epr, paris, smartcard, \
         login, logins, shared login, read access, view access, clinical system, case notes, \
         access to notes, access to the notes, access to records, access to her notes, access \
         to his notes, access to clinical notes, notes access, record access, access to the \
         record, see bloods, results inbox, progress notes, read only access, carenotes, \
         cerner, epic, clinical portal, electronic record, patient record, see notes, see her \
         notes, see his notes, clinical notes, psychiatric notes, therapy notes, read the \
         notes, medical notes, full notes",
    ),
    (
        "OUTBODY",
        "police, pc, officer, officers, sim officer, plo, sgt, sergeant, inspector, \
         neighbourhood policing team, neighbourhood team, snt, btp, force, police intel, intel, \
         pcso, landlord, housing, housing officer, housing association, council, town hall, \
         neighbour, neighbours, employer, work, manager at work, university, uni, college, \
         school, vendor, hin, hin ltd, hiu group, sim team, partnership, partners, panel, panel \
         partners, multi agency group, partner agencies, all agencies, dwp, job centre, asb \
         team, asb unit, anti social behaviour team, anti social behaviour unit, anti social \
         behaviour officer, community safety team, community safety partnership, community \
         safety, csp, security, fire, fire service, hostel, shelter, whatsapp, solicitor, ex, \
         ex husband, ex partner, ex wife, mother, her mother, mum, her mum, his mum, father, \
         dad, parents, husband, wife, sister, brother, family, taxi firm, taxi firms, hotel, \
         shop, shops, security guards, press, media, church, pastor, imam, gym, samaritans, \
         charity, supplier, software company, company, app developer, analytics, street \
         pastors, town centre wardens, wardens, bridge staff, network rail, letting agent, \
         estate office, concierge, supported living, tenancy team, tenancy officer, probation, \
         councillor, mp, mps office, bank, home office, immigration, insurer, insurance, \
         football club, club, sharepoint, police system, niche, pnc, data company, consultancy, \
         researchers, academics, conference, commissioner, neighbourhood watch, residents \
         association, ex boyfriend, boyfriend, social club, vicar, sports club, local shops, \
         pub, pubwatch, betting shop, dating",
    ),
    (
        "NHSBODY",
        "gp, las, ed, ambulance, ambulance trust, hospital, hospitals, trust, crews, ward, \
         team, mhlt, crisis team, other trusts, pharmacy, pharmacist, dentist, 111",
    ),
    (
        "REFUSED_SHARE",
        "declined no consent, refused no consent, not shared, nothing shared, nothing \
         disclosed, not disclosed, nothing was shared, not to be shared, do not share, not \
         share, must not be shared, not be shared, cannot be shared, never share, unless she \
         agrees, unless he agrees, unless they agree, without asking him, without asking her, \
         not without asking, ask him first, ask her first, not without consent, no sharing, do \
         not send, do not disclose, not disclose, cannot share, can not share, will not share, \
         should not share, no disclosure",
    ),
    (
        "POLICE_PROPER",
        "crime commissioner, personal computer, nephew, niece, is a pc, is a police officer, to thank, were kind, waited with, stayed \
         with, attached to our, if she is missing, if he is missing, only if she is missing, \
         goes missing, victim, victims, victim statement, officer in the case, oic, special \
         measures, mappa, marac, missing person, missing from, missing since, misper, child \
         abuse team, strategy discussion, strategy meeting, isva, idva, independent sexual \
         violence, perpetrator, assaulted, assault, burglary, robbery, complainant, witness \
         statement, her choice, his choice, their choice, at her request, at his request, at \
         their request, at patients request, asked for pc, asked that pc, she asked, he asked, \
         chosen supporter, as his friend, as her friend, off duty, her sponsor, handed over, \
         handover, s135, warrant, force entry, gas smell, screaming, stalking, hate crime, \
         domestic abuse, exploitation, trafficking, county lines, life at risk, immediate risk \
         to life, rcrp, right care right person, threat to life, crime number, crime report, \
         her brother, his brother, her sister, husband is a police officer, wife is a police \
         officer, former police officer, retired police officer, ex police, works for police, \
         ptsd from police, serving officer and patient, welfare of officer",
    ),
    (
        "GONE",
        "gone to somebody else, gone to someone else, has gone, withdrawn from use, discontinued, cancelled, 0 from, ceased, taken off, taken away, has come out, come out, gone, is gone, lapses, lapsed, \
         finished, void, withdrawn, blank, stood down, switched off, struck, now shut, shut to, \
         closing, unavailable, come to an end, cut to zero, not be continuing, will not \
         continue, deleted, no more, wound up, expired, not renewed, dropped, scrapped, \
         collected, revoked, rescinded, closes",
    ),
    (
        "NOREPLACEMENT",
        "nil else in place, nothing else in place, not replaced, no replacement, no \
         alternative, no alternatives, no alternative offered, without alternative, without \
         replacement, nothing in its place, nothing in place, nothing to hand on, nothing to \
         hand over, no handover, without handover, not referred on, no onward referral, no \
         other service, no other support, nothing lined up, nothing arranged, not swapped, no \
         follow up arranged, no follow up, no named worker, none being recruited, not renewed, \
         not being replaced, will not be replaced, no substitute, no successor, no cover, \
         nobody to take over, nobody else, not be replaced, cope by herself, cope by himself, \
         cope alone, manage alone, manage by herself, manage without, left without, natural \
         supports, for patient to sort out, for the patient to sort out, own devices, not \
         reallocated, not re allocated, will not be reallocated, no one allocated, nobody \
         allocated, no plan to replace, nothing instead, no plans to replace, without a \
         replacement, no budget, not re provided, no provision, gap, no back up, no new worker, \
         no new number, nothing offered, none offered, not offering anything, no equivalent, \
         nowhere else",
    ),
    (
        "NATURAL_END",
        "pals, satisfied with, their file, for repair, repaired, goals met, goals achieved, as planned, by agreement, agreed \
         ending, mutual agreement, ended well, completed the course, moved out of area, has \
         moved, deceased, died, clots, catheter, cannula, staples, drain, sutures, stitches, \
         removal of, rash, well and working, recovered, back at work, graduated, graduates, \
         patient asks, she asks, he asks, she asked, he asked, at own request, as she \
         requested, as he requested, her idea, his idea, their idea, can ring back, open door, \
         can re refer, can self refer, agrees, agreed with, jointly, together, planned break, \
         bank holiday, easter, sick leave, annual leave, maternity",
    ),
    (
        "RESPONSE_MORE",
        "home visits, visits, home visit, outreach, appointments, contact, f2f, face to face, \
         support, calls, welfare calls, welfare checks, sessions, input, phone calls, check \
         ins, groups, follow up, reviews, respite, help, services, therapy, psychology, depot \
         visits, deliveries, lifts, transport, cpn visits, support worker, support worker \
         visits, outreach visits, drop ins, call backs, involvement, community support, home \
         treatment, crisis support",
    ),
    (
        "WARNING_VERB",
        "warn, warns, warned, warning, remind, reminds, reminded, reminder, advise, advises, \
         advised, tell, tells, make clear, make it clear, makes clear, made clear, been made \
         clear, make aware, make her aware, make him aware, make them aware, make patient \
         aware, aware, explain, explains, explained, let know, let her know, let him know, let \
         them know, let patient know, lets her know, read out, stress, reiterate, emphasise, \
         spell out, point out, reinforce, on notice, words of advice, bring up, mention, go \
         through, go thru, talk through, talks through, should know, should understand, \
         understand, needs to understand, notify, inform, bear in mind, set out, impress on, \
         impress upon, outline, outlined, raise with, repeat, say, says, do remind, told, \
         shared with patient, explained to patient, script, be clear, see the link, underline, \
         highlight, drive home, quote, cite, reference, hint, suggest, signpost to the fact, \
         prompt, tells patient",
    ),
    (
        "CONSIDERING_VERB",
        "consider, considers, considering, considered, explore, exploring, look at, looking at, \
         look into, looking into, discuss, discussing, propose, proposed, proposes, \
         contemplate, contemplating, option of, options include, options are, option, escalate \
         to, escalation to, escalating to, escalates to, move to, moving to, case for, evidence \
         for, evidence towards, build a case for, building a case for, working towards, work \
         towards, work up, seek advice on, next step, next step is, next stage, next stage is, \
         on the table, possibility of, prospect of, threshold for, pathway to, route to, ready \
         to, minded to, thinking about, think about, with a view to, view to, intends to, \
         intend to, intention to, plans to, planning to, plan to, talk of, pave the way for, \
         groundwork for, prepare, preparing, drafting, consideration of, consideration to, \
         thought to, leading to, lead to, leads to, result in, results in, if this continues, \
         will look at, to be considered for, in line for, headed for, heading for, heading \
         towards, towards, moving towards, look to, looking to, apply for if, request if, \
         eligible for, meets criteria for, criteria for, would support, happy to support, keen \
         on, push for, hold in reserve, keep in reserve, in reserve",
    ),
    (
        "CONSIDERING_ED",
        "considered, to be considered, under consideration, being considered, explored, under \
         review, discussed, proposed, contemplated, in preparation, being prepared, prepared, \
         being explored, being drafted, drafted in case, raised, mooted, remains open, remains \
         an option, remains possible, kept open, kept in reserve, in reserve, available, will \
         follow, may follow, could follow, would follow, follows, will be next, to follow, \
         likely to follow, will be sought, may be sought, may be used, could be used, will be \
         considered, may be considered, could be considered, can be considered, planned, is an \
         option, if pattern continues, if this continues, if it continues, if calls continue, \
         if needed, held over, an option, on the cards, as last resort, as a last resort, at \
         that point, in due course, then court, looms, if no change, if no improvement",
    ),
    (
        "OTHERPARTY",
        "the neighbour, neighbour has, neighbours, landlord for, to the landlord, ex husband, \
         ex partner, ex boyfriend, her father, her brother, his brother, perpetrator, her \
         partner, her son, his son, her daughter, her mother, his mother, another patient, \
         visitor, stepfather, her ex, his ex, against her ex, the assailant, flatmate, victim, \
         complainant, as the victim, her stalker, the driver, burglar, son has, his neighbour, \
         her neighbour, co tenant, roommate, against partner, her husband, his wife, abuser, \
         trafficker, dealer, relative, the man who, the person who, suspect, unrelated, \
         upstairs neighbour",
    ),
    (
        "WARNISH",
        "warn, warned, remind, advise, advised, tell her, tell him, let her know, let him know, \
         consider, considered, may, might, could, one more, any further, next time, under \
         consideration, remains an option, an option, possible, threat, threatened, about to \
         be, risk, whether, explain, aware, stage, escalation, any repeat, or else, \
         possibility, unless, if calls continue, will be arrested, next, in case, she may be, \
         he may be, intends, go through, go thru, if there is, if there are, talk of, hear her \
         say, hear him say, likely, minded",
    ),
    (
        "PERWEEK",
        "in weeks, for any month, any month in which, for each, for every, each time, every \
         time, any week, each false, per call, in any week, that week, next day, for the week, \
         next week, per attendance, any, each, every, then, 3rd call, 4th, third call, fourth",
    ),
    (
        "ORDERWORD",
        "injunction, cbo, community protection notice, community protection warning, acceptable \
         behaviour contract, bail",
    ),
    (
        "AGREED_WITH",
        "with her agreement, agreed with her, agreed with him, at her request, at his request, \
         her wish, his wish, she asked, he asked, anonymised, anonymous",
    ),
    (
        "DOUBTFUL_POLICE",
        "statement, evidence, cbo, prosecution, arrest, charge, injunction, investigate, \
         investigating, complaint against police, incident, welfare check, gas, search, dsa, \
         share, send, copy, intel, weapon, knife, violent, report for summons, closure order",
    ),
];
