//! Narrow families: phrases that do one piece of work in an instruction, or
//! undo it. Like the wide ones they earn nothing alone.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "F_STOPPED",
        "bring* to an end, brought to an end, come* to an end, came to an end, take* back, taken \
         back, take* away, taken away, take* off, taken off, strike off, strike out, struck off, \
         struck out, delist*, cease*, axe*, axed, archive*, decommission*, curtail*, terminate*, \
         discontinue*, wind* down, wound down, wind* up, wound up, not be renewed, not renewed, \
         off the list, off caseload, off the caseload, off the books, off our books, off our \
         list, off the rota, off his list, off her list, removed from, remove from, closed to, \
         discharged from, discharge from, no longer open to, switched off, stood down, stand \
         down, last one was, last visit, last session, final visit, final session, deregister*, \
         removal, withdrawn, withdraw, pulled, scrapped, shelved, handed in, no further visits, \
         no more visits, no more calls, no further calls, no further contact, no further input",
    ),
    (
        "F_NOTHINGELSE",
        "nothing in its place, nothing in place, nothing put in, nothing takes its place, in its \
         stead, no replacement, not replaced, not being replaced, no alternative, no other \
         service, no other support, no other team, nobody else, no one else, no else, none \
         offered, nothing offered, nil else, nothing else, no cover, no onward, no other offer, \
         no further service, not been asked for, no plan b, leaves a gap, no follow up, without \
         replacement, is not another, are not any other, not going to anyone, nothing we can \
         suggest, nothing further to give, no new, none arranged, none named, no other",
    ),
    (
        "F_REPLACED",
        "in its place, take* over, taken over, took over, replaced by, replaced with, handed to, \
         hand* over to, moved to, moves to, moved over, transferred to, now with, now seen by, \
         now sees, step* down to, new worker, new number, swapped, covered by, restart*, \
         reinstate*, reversed, resume*, back on, booked with, booked in, first visit, has met, \
         instead of, will see, from then on, same number, starts on, start with",
    ),
    (
        "F_ONLYIF",
        "only if, only when, only while, only once, so long as, as long as, provided, provided \
         that, on condition, conditional on, on the understanding, depend* on, dependent on, \
         hang* on, hinge* on, ride* on, riding on, subject to, in return, in return for, in \
         exchange, earn*, buy*, must first, before we will, until she, until he, until they, not \
         until, unless she, unless he, once calls, once she has, once he has, back when, when \
         calls drop, in weeks when, in any week, in any month, in months when, if and only if, \
         contingent, footing, reward*, privilege, quiet week, quiet month, clear week, clear \
         month, call free, incident free, free week, nil calls, no calls, without calling, \
         without an ambulance, stick* to, stuck to, keep* to, kept to, abide* by, must sign, \
         signed terms, pending, until calls, linked to, tied to",
    ),
    (
        "F_ORELSE",
        "or else, or lose, or we, or the, otherwise, last chance, final chance, final warning, \
         one more and, any more and, next time, strike, strikes, will lose, lose*, forfeit*, will \
         be stopped, will stop, will end, will be withdrawn, will close, will be discharged, will \
         be closed, come* off, be taken off, be removed, gets past, go* over, goes above, third \
         time, yellow card, red card, in jeopardy, at stake, stake, under threat",
    ),
    (
        "F_PENALTY",
        "prosecute*, prosecution, arrest*, charged, injunction, injunctions, evict*, eviction, \
         court, magistrates, cpn, cpw, cbo, abc, fined, prison, jail, custody, cells, nicked, \
         legal action, legal route, enforcement, possession, tenancy, lose her home, lose his \
         home, lose the flat, lose her flat, lose his flat, barred, banned, excluded, trespass, \
         criminal record, criminal offence, summons, solicitors, benefits, immigration, children \
         removed, social services, contempt, behaviour order, protection notice, protection \
         warning, behaviour contract, penalty notice, wasting police time, public nuisance, \
         s127, s5, section 21, notice to quit, banning order, exclusion, demotion, sanctions",
    ),
    (
        "F_MAYBE",
        "may, might, could, likely to, risk*, liable to, if this continues, if calls continue, \
         if it goes on, if she carries on, if he carries on, continue to, continues to, keep* on, \
         carry on, carries on, consider*, under consideration, look* at, being considered, think* \
         about, next step, next stage, next call, next time, being gathered, being prepared, on \
         the cards, in the pipeline, fallback, lead* to, result* in, end* up, repercussions, \
         consequences",
    ),
    (
        "F_TOLD",
        "warn*, remind*, advise*, tell, told, inform*, make aware, made aware, make clear, made \
         clear, spell* out, explain*, reiterate*, mention*, drop* a hint, let it be known, read* \
         out, read to, quote*, give notice, fair notice, in no doubt, no uncertain terms, under \
         no illusion, understand* that, stress*, emphasise*, point* out, script, be told, let her \
         know, let him know",
    ),
    (
        "F_INFORCE",
        "issued, served, granted, signed, in force, in place, live, active, imposed, obtained, \
         applied for, application made, application in, lodged, submitted, charged with, to be \
         issued, to be served, to be arrested, to apply, apply for, to be sought, is sought, \
         seek*, proceed with, go ahead with, instruct*, referral to, file to, enforce*, terms, \
         conditions, prohibit*, prohibited from, not to enter, bailed, attached, expires, expiry, \
         until further, runs to, takes effect, takes effect from, made on, to be charged",
    ),
    (
        "F_LABELLED",
        "known to mh, well known, frequent caller, regular caller, frequent attender, repeat \
         caller, repeat attender, attention seeking, time waster, time wasting, behavioural, \
         nuisance caller, drug seeking, serial caller, hoax caller, hoax, cries wolf, cry wolf, \
         the usual, the regular, persistent caller, known caller, high user, high intensity, who \
         she is, who he is, how often, again this week, number of calls, number of attendances, \
         copes, plays up, play acting, crying wolf, feeds off, thrives on, the old routine",
    ),
    (
        "F_NOSEND",
        "do not send, not send, no send, no ambulance, no crew, no vehicle, no truck, no car, no \
         resource, not for ambulance, do not dispatch, do not despatch, do not deploy, do not \
         convey, not convey, not to convey, non convey, no conveyance, not for conveyance, not \
         be conveyed, leave at home, leave on scene, left at home, stay* home, do not allocate, \
         no deployment, not to be sent, not be sent, downgrade*, lowest category, cat 5, \
         category 5, bottom of the stack, bottom of the list, back of the queue, end of the \
         queue, hear and treat, telephone only, phone only, advice only, advice line only, \
         signpost only, no f2f, no face to face, no home visit, no visits, do not attend, not \
         attend, not attending, not be attended, no response, no attendance",
    ),
    (
        "F_NOCARE",
        "do not treat, do not assess, do not admit, not for admission, not to be admitted, not \
         be admitted, no bed, no admission, no assessment, do not refer, no referral, no \
         referrals, do not suture, without anaesthetic, without local, no analgesia, no pain \
         relief, no opiates, nothing for pain, not for investigation, no bloods, no scan, no \
         imaging, no further assessment, do not engage, not engage, no engagement, minimal \
         interaction, minimum interaction, do not listen, do not chat, no chat, no tea, no \
         empathy, no blanket, no sandwich, no comfort, hang* up, phone down, receiver down, end \
         the call, end call, terminate the call, terminate call, close the call, close call, \
         clear the line, ring off, do not answer, not answer, not be answered, do not call back, \
         no callback, no call back, no call backs, not phone back, do not reply, ignore*, let it \
         ring, straight to voicemail, turn* away, turned away, not to be seen, do not see, not be \
         seen, not offer, not be offered, offer nothing, not be given, not to be given, not be \
         registered, do not register, decline and, not be let in, do not let in, not to be \
         booked, not be booked, nothing for, not available to, not made available",
    ),
    (
        "F_CEILING",
        "max, maximum, no more than, not more than, up to, limited to, limit of, limit to, \
         capped, cap of, capped at, one call, one visit, two calls, two visits, one contact, one \
         attendance, one crew, one f2f, a day, per day, per week, a week, per month, a month, in \
         24, per 24, once a day, once a week, once daily, once per, twice a week, twice a month, \
         only once, five minutes, ten minutes, two minutes, time limit, allowance, quota, \
         ration*, single, one only, and no more, then end, then close, ceiling, kept under, keep \
         under, under 5, under five, at most, every other, once a month, a fortnight, a shift",
    ),
    (
        "F_OFFICERROLE",
        "mentor*, key work*, keywork*, co facilitate*, co deliver*, co lead*, co author*, co run, \
         sign* off, signed off by, signed off, countersign*, agree plan, approve*, authorise*, \
         gatekeep*, run past, the nod, permission, say so, sit* in, join*, attend appointments, \
         attend every, attend weekly, attend each, weekly sessions, lead* sessions, chair*, \
         write* the plan, written by, author*, decide*, oversee*, supervise*, in the room, \
         consulting room, goals, homework, coaching, check in, all contact via, all contact \
         through, all contact, via the, through the, first point of contact, before any \
         admission, hold* sessions, take* sessions, second therapist, standing item, care lead, \
         joint sessions, jointly with, led jointly, in place of, take* the lead",
    ),
    (
        "F_POLICEDUE",
        "life at risk, risk to life, threat to life, immediate danger, section 136, s136, \
         missing, misper, victim, witness, burglary, rcrp, right care right person, concern for \
         welfare, off duty, retired, assault*, stalker, theft, robbery, domestic abuse, hate \
         crime, crime number, weapon, knife, hostage, negotiator, road traffic, lost property",
    ),
    (
        "F_PASSEDON",
        "send*, sent, share*, forward*, copy, copied, copies, email*, emailed, upload*, pass* on, \
         passed to, pass to, disclose*, give* access, given access, has access, have access, full \
         access, read access, log in, login, log on, smart card, smartcard, can see, can view, \
         can read, gets a copy, get a copy, receive a copy, receive*, listen* in, live feed, \
         shared folder, circulate*, talked through, brief*, print*, hand* over, export*",
    ),
    (
        "F_CASENOTES",
        "notes, records, history, diagnosis, letters, psychology, psychiatric, therapy notes, \
         summary, care plan, crisis plan, risk assessment, rio, systmone, emis, epr, mh details, \
         mh history, mental health history, medication list, assessments, disclosures, counselling \
         notes, clinical system, reports, session notes, overdose history, medical history, call \
         history, clinic letters, formulation, discharge summary, case notes, file",
    ),
    (
        "F_UNASKED",
        "without consent, no consent, consent not, not consented, did not consent, refused \
         consent, not asked, not been asked, nobody asked, nobody has asked, unaware, not aware, \
         does not know, not know, do not tell, not to be told, not be told, not told, not been \
         told, not informed, not been informed, not to know, need not know, not discussed with, \
         without telling, without asking, no need to ask, do not ask, not be asked, regardless of \
         consent, not needed, not required, not sought, not necessary, only say no, would say no, \
         objected, only object, despite, against her wishes, against his wishes, on the quiet, \
         keep quiet, secret*, covert*, quietly, hush, between ourselves, between us, keep it \
         from, do not mention, not mention, do not let on, need not trouble, no agreement, no \
         court order, not agreed to",
    ),
    (
        "F_ASKED",
        "with consent, consented, consents, signed consent, written consent, with her consent, \
         with his consent, she agreed, he agreed, has agreed, have agreed, at her request, at his \
         request, vital interests, court order, production order, statutory, s42, s47, section \
         42, section 47, coroner, marac, safeguarding duty, told what, told why, knows and, copy \
         given, informed of, aware and, went through it, read it first, ticked, said yes, said go \
         ahead, with permission, her say so, his say so, opted in, saw it first",
    ),
    (
        "F_TELLING",
        "said that, says that, said, says, states, alleges, alleged, complaint, complains, \
         complained, reports that, told us, told me, claims, was told, were told, had been told, \
         described, describes, feels that, felt that, worried that, worries, fears, afraid, \
         scared, overheard, wrote that, verbatim, account, believes, thinks, remembers, recalls, \
         dream*, rumour, heard that, read that, frightened that, anxious that",
    ),
    (
        "F_DISOWNED",
        "not be used, never be used, not acceptable, unacceptable, not appropriate, unlawful, not \
         lawful, wrong, should not have, should never have, was an error, in error, by mistake, \
         mistake, retracted, rescinded, quashed, overturned, reversed, superseded, no longer \
         applies, no longer in force, does not apply, do not apply, not in force, lapsed, spent, \
         dismissed, refused by, rejected, not adopted, not pursued, not being pursued, are not \
         going to, is not going to, we do not, never sent, not sent, deleted, binned, torn up, \
         struck through, apologise*, apologised, apology, apologies, put right, taken down, \
         discharged by the court, forbidden, not allowed, coercive, harmful, upheld, no place, \
         objected to, take that out, take it out, misread, refused it, cancelled by, no such",
    ),
    (
        "F_LESSON",
        "training, teaching, slide, slides, scenario, vignette, case study, exercise, quiz, \
         discuss in, facilitator, trainer, fictional, made up, policy, guidance, audit, research, \
         serious case review, inquest, thematic, learning, module, reflective, essay, student, \
         students, role play, conference, webinar, book, article, podcast, film, novel, journal, \
         newsletter, leaflet, para, panel finds, case law",
    ),
    (
        "F_ELSEBODY",
        "neighbour, neighbours, ex partner, her ex, his ex, ex husband, ex wife, perpetrator, \
         assailant, suspect, her brother, his brother, her son, his son, cousin, another patient, \
         other patient, visitor, stalker, offender, co defendant, youths, lads, burglar, dealer, \
         intruder, relative, passer by, contractor, staff member, her husband, his father, her \
         father, a man, another resident, other tenant, drunk driver",
    ),
    (
        "F_OWNCHOICE",
        "her choice, his choice, own choice, her own, his own, own idea, her idea, his idea, \
         chose, chosen, prefers, preferred, asked for, wanted, would like, likes, happy with, \
         happy to, pleased, opted, requested, own request, advance decision, advance statement, \
         as she asked, as he asked, as she wanted, as he wanted, by mutual, with her agreement, \
         with his agreement, picked by, found a, no longer wants, no longer needs, glad, wants to",
    ),
    (
        "F_CLINICAL",
        "allergy, allergic, contraindicated, interaction, interactions, renal, seizures, qtc, \
         gfr, egfr, bleeding, healed, sutures, dose, doses, mg, mcg, platelets, resp depression, \
         infection, catheter, fracture, palliative, chemotherapy, neutrophils, weaning, titrate, \
         inr, sats, bp, obs, ecg, nbm, fasting, theatre, post op, pre op, drain, cannula, scan \
         normal, ct, mri, xray, bloods normal, wound, weight bearing, physio, discharge letter, \
         ttos, gcs, temp, oxygen, o2, nebs, insulin, hypo, dialysis, dressing",
    ),
    (
        "F_LOOKALIKE",
        "charge nurse, cardiac arrest, respiratory arrest, resp arrest, sim card, cpn visit, cpn \
         to visit, cpn rang, cpn called, her cpn, his cpn, psychiatric nurse, caution with, bail \
         out, fine thanks, all fine, is fine, doing fine, fine now, abc obs, airway, arrest page, \
         arrest call, arrest trolley, growth arrest, notice board, noticeboard, in charge, nurse \
         in charge, free of charge, charger, charging, battery, court shoes, tennis court, \
         sentence completion, sentence level, order form, in order, reorder, order of, barred \
         window, exclude acs, exclude pe, excluded pe, ward order, possession of, conviction of, \
         cut finger, share of, shared lives, shared care, shared bathroom, ice on, bar of",
    ),
    (
        "F_PROVING",
        "show* she can, show* he can, prove* she, prove* he, be trusted, trusted with, be \
         considered for, back when, allowed back, have it back, may resume, can resume, may \
         restart, start again, stop again, considered again, looked at again, on the basis \
         that, deal, bargain, sticker, chart, green, red week, traffic light, tokens, topped \
         up, goodwill, fresh start, can behave, to lose, is clear, come* down, drops by, \
         halve*, reduction, behind him, behind her, evidence of, good behaviour, sensible use, \
         manage without, without ringing, without incident, less often, fewer, must say sorry, \
         must apologise, must agree, must engage, must attend, before being seen, before she \
         is, before he is, breach, break the, breaks the, breaking, misses, deducted, engage \
         or, no agreement, no apology, no signature, unsigned, on condition, stick to plan, if \
         quiet, when quiet, if sober, keep away, stay* away, stays off, stayed off, keeps off, \
         keeping off, goes without, gone without",
    ),
    (
        "F_ONHOLD",
        "held back, on hold, put on hold, withheld, frozen, deferred, parked, shelved, paused, \
         suspended, forfeited, deducted, cut to, halved, down to, reduced to, reduce to, kept \
         back, stopped until, pulled if, waiting list, bottom of the list, back to the bottom, \
         loses, lose the, off the rota, off the waiting list, none until, not until, nothing \
         until",
    ),
    (
        "F_LIFELINE",
        "key safe, pendant, alarm, pull cord, drop in, lunch club, befriender, befriending, \
         sitting service, day centre, outreach van, welfare van, respite, carer visits, home \
         care, taxi card, patient transport, direct payment, personal health budget, \
         counselling, peer group, peer mentor, named nurse, named gp, spoc, single point of \
         contact, text line, helpline, tablet, phone credit, meals, bed, slot, group, gym, \
         therapy, psychologist, dietetics, podiatry, delivery, blister packs, dosette, \
         methadone, depot, dressings, hot food, shelter, booking, welfare call, welfare calls, \
         check in call, morning call, evening call, night visit, night line, ward number, \
         mobile number, direct number, support line, crisis bed, safe haven, sanctuary, care \
         coordination, care package, support package, home visits, drop ins, support worker, \
         floating support, crisis line, open access, transport, rota visits, night sits, \
         carers, outreach, duty line, clinic place, welfare checks, call backs",
    ),
    (
        "F_STANDING",
        "for good, permanently, forever, from today, from tonight, from monday, from now on, \
         from now, with effect from, wef, effective, with immediate effect, as of, until \
         further notice, indefinitely, never again, ever again, full stop, end of, that is it, \
         we are done, are done, under any circumstances, under any circs, whatever is said, \
         whatever he says, whatever she says, regardless, no matter, every time, each time, by \
         default, automatically, by design, standing, at every, on every, going forward, in \
         future, always, routinely",
    ),
    (
        "F_COSTLY",
        "invoice*, debt recovery, ccj, surcharge, costs, penalty, pnd, fpn, fixed penalty, \
         dispersal, dispersed, s34, s35, pspo, asbi, recalled, recall, licence, dwp, sanction \
         applied, benefit, decision maker, adjudication, on report, iep, basic regime, \
         suspended from, demote*, demoted, starter tenancy, notice seeking, possession claim, \
         plo, pre proceedings, letter before, child protection, supervised contact, contact \
         supervised, visa, home office, exclusion zone, ban letter, behaviour letter, barring \
         letter, zero tolerance, closure order, obstructing, byelaw, breach of the peace, \
         conditional caution, community resolution, charging decision, mg11, cps, postal \
         requisition, warrant, bench, before the bench, file prepared, evidence pack, witness \
         statement, statements from, legal to, legal have",
    ),
    (
        "F_THISSORT",
        "this one, her sort, his sort, ones like, people like, these callers, list callers, on \
         this list, on the list, flagged, named callers, this address, this number, this \
         caller, hius, pds, repeat 136, top ten, tier 1, the cohort, cohort, high users, \
         frequent callers, frequent flyers, regulars, repeat callers, tagged, marker, flag",
    ),
    (
        "F_BRUSHOFF",
        "no acute need, not worth, waste of, insult, really ill, genuine, nothing to say, has \
         nothing, short version, keep it brief, keep it short, in and out, stew, long wait, \
         minimum wait, back of, bottom of, last in, muted, mute*, silent, shut the door, door \
         shut, door stays shut, keep the door shut, not come to the door, not in the warm, turn \
         the truck, turn round, drive past, walk past, keep walking, walked to the exit, shown \
         the door, steer away, worth his while, worth her while, minimal warmth, minimal words, \
         flat tone, no eye contact, redirect, somewhere else, anywhere but, answer is no, say \
         no, met with no, we are full, unavailable, do not bother, need not, nothing doing, \
         phone off the hook, plastic chairs, bus timetable, leave on the step, leave outside, \
         wait outside, told to wait, let wait, no rush, no hurry, when free, last priority, \
         lowest priority, routine only, never urgent",
    ),
    (
        "F_OFFICERACTS",
        "pc to, sgt to, officer to, police to, insp to, inspector to, constable to, pc will, \
         officer will, police will, sgt will, insp will, pc is, officer is, officer and, and \
         pc, with pc, and sgt, with sgt, with his officer, with her officer, by pc, by sgt, by \
         the officer, by police, through pc, via pc, via sgt, via police, police mentor, police \
         lead, ask pc, ring pc, phone pc, call pc, pc first, sgt first, officer first, police \
         first, officer decides, his officer, her officer, mh cop, the officer, mentor pc, pc \
         now, officer now, sgt now, his police, her police",
    ),
    (
        "F_AWAYFROMCARE",
        "police only for, only for risk, not attend, no police, no officer, no officers, \
         without police, police are not, pc is not, officers are not, police out of, police \
         not, no part in, not to attend appointments, no role, stepped back, no longer attends, \
         police have no, no uniform, not a police, not for police, leave police out",
    ),
    (
        "F_ASANYONE",
        "as anyone, like anyone, like anybody, as anybody, as any caller, as any other, any \
         other, same as anyone, same response, full assessment, full triage, treat what, assess \
         as, whenever she, whenever he, as often as, any time, at any hour, no limit, no cap, \
         no conditions, unconditional, whether or not, regardless of how, does not depend, not \
         dependent, not conditional, will carry on, stays open, remains open, still be, is \
         welcome, not to be refused, never refuse, not turn her away, not turn him away, not \
         send him away, not send her away, never hang up, not hang up, not downgrade, not be \
         downgraded, not delay, must be offered, should be offered, put straight through, put \
         through, straight in, always send, always answer, always assess, send every time, \
         attend every time, every time is new, take as found, take her seriously, take him \
         seriously, listen, stay on the line, stay with, do not rush, sit with, ask what",
    ),
    (
        "F_ENDEDWELL",
        "goals met, completed, complete, finished well, course finished, discharged home, \
         recovered, no longer needed, not needed, moved house, moved away, moved out, retired, \
         left post, new job, on leave, cover in place, covered, healed, equipment returned, end \
         of course, graduated, as planned, planned end, at her own pace, at his own pace, by \
         agreement, mutual, one off, taken over by, replaced, swapped, new time, new day, \
         rescheduled, rebooked, postponed",
    ),
];
