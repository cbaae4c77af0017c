//! Wide families of words, each by the work it does in a sentence. They earn
//! nothing alone: `weigh` adds up what stands together.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "F_NEG",
        "no, not, never, nil, none, nothing, nobody, no one, without, cannot, neither, nor, \
         zero, no longer, not any more, anything but, hardly, no need, need not, not for, no \
         more, no further, cease, nowhere",
    ),
    (
        "F_CAP",
        "only, max, maximum, at most, no more than, limit*, limited, cap+*, ration*, up to, \
         once, single, tops, quota, allowance, allocation, per, minimum, minimal, bare, \
         within, capped, restrict*, ceiling, fair share, share of, at the earliest, the most, \
         one only, and out, then end, then out, short version, enough",
    ),
    (
        "F_IF",
        "if, when, unless, until, till, once, provided, providing, as long as, so long as, \
         should he, should she, next time, again, any more, another, only if, only when, on \
         condition, conditional, conditional on, depends, depend, depending, dependent, \
         subject to, subject, in return, in exchange, or else, otherwise, whenever, each \
         time, every time, after, while, before, first, in order to, by then, contingent, \
         rides on, hangs on, tied to, hinges on, whether or not, once more, one more, the \
         moment, as soon as, in the event, must, strike, strikes, deal, bargain, earn*, \
         earned, reward*, prize, privilege, price",
    ),
    (
        "F_TEND",
        "see*, assess*, examine*, treat*, admit+*, convey*, take*, bring*, send*, dispatch*, \
         attend*, offer*, give*, visit*, review*, refer+*, accept*, allocate*, deploy*, \
         answer*, listen*, engage*, speak*, talk*, reply*, suture*, scan, investigate*, \
         prescribe*, book*, triage*, respond*, pick up, call* back, ring* back, come out, go \
         out, turn out, let in, house*, listen, check*, look*, monitor*, mobilise*, \
         transport*, open the door, put through, support*",
    ),
    (
        "F_CARE",
        "assessment, conveyance, admission, bed, beds, analgesia, pain relief, painkillers, \
         anaesthetic, treatment, ambulance, ambulances, crew, crews, response, callback, call \
         back, contact, care, support, input, review, referral, appointment, appt, liaison, \
         psych, crisis team, crisis line, htt, hbt, cmht, cubicle, trolley, blanket, \
         blankets, sandwich, tea, food, taxi, hospital, resus, doctor, medic, clinician, \
         nurse, ecg, bloods, xray, tests, door, visit, visits, help, ward, a&e, ed, hbpos, \
         suite, respite, place of safety, crisis house, sanctuary, face to face, f2f, \
         psychiatrist, time, attention, interaction, warmth, words, chat, conversation, \
         sutures, stitches, medication, prn, diazepam, opiates, vehicle, unit, resource",
    ),
    (
        "F_KEEP",
        "refuse*, decline*, withhold*, ignore*, turn* away, turn* round, turn* back, hang* \
         up, put* the phone down, disregard*, deny*, exclude*, bar+*, block*, bounce*, shut, \
         close*, end*, discourage*, deter+*, steer* away, deflect*, leave*, left, wait*, \
         last, back of the queue, bottom of the pile, delay*, ring out, voicemail, stand* \
         down, downgrade*, dismiss*, clear, street, out, sit it out, stew, bored, cold \
         shoulder, do nothing, nfa, file, log and leave, park, fob off, pass on, do not \
         bother, bother, waste, spare, insult, divert*, unanswered, unavailable, send* home, \
         send* away, move on, elsewhere, across town, outside, corridor, chair, chairs, seat, \
         off the menu, not for, stack, silence, brief, quick, decided, decision made, \
         regardless, whatever, irrespective, no matter, even if, signpost*, leaflet, \
         samaritans, app, website, ignored, refused, unread, binned, bin",
    ),
    (
        "F_DUE",
        "known, well known, frequent, frequent flyer, regular, regulars, serial, flyer, \
         caller, attender, attention, attention seeking, pd, eupd, bpd, personality disorder, \
         behavioural, manipulative, manipulation, time waster, cries wolf, cry wolf, the \
         usual, same story, same as always, always, every time, ones like, people like, these \
         people, this one, his sort, her sort, habit, game, games, reinforce*, feed*, \
         indulge*, rewarding, dependency, addict, drug seeking, seeking, genuine, real, \
         really ill, genuinely ill, nuisance, hoax, malingerer, wolf, enjoys, likes it, loves \
         it, her own doing, his own doing, self inflicted, inappropriate, misuse, high user, \
         hiu, hiu cohort, high intensity, number of times, fed up, burned, share, worth, \
         deserve*, capacity, never, superficial, lifestyle, choice",
    ),
    (
        "F_POLICE",
        "@POLICE, cop, cops, cop shop, the nick, station, copper, bobby, dc, ds, dci, di, \
         chief insp, ch insp, superintendent, supt, warranted officer, the force, blue lamp, \
         in blue, in uniform, uniform, uniforms, half blues, rank, beat, warrant card, \
         constable, neighbourhood policing, policing, boys in blue, the law, bill, the old \
         bill, pcs, stripes, sarge, epaulettes, lanyard, sim, hin, plain clothes, force \
         intelligence, shift sergeant, response officer",
    ),
    (
        "F_BODY",
        "council, housing, housing officer, landlord, landlady, asb, asb team, dwp, \
         jobcentre, jobcentreplus, benefits, social services, social worker, childrens \
         services, csc, mash, school, nursery, college, university, employer, boss, manager, \
         councillor, cllr, mp, home office, probation, om, neighbours, neighbour, vicar, \
         priest, imam, church, club, coach, security, fire, fire service, taxi firm, hostel, \
         caretaker, warden, concierge, partner agencies, agencies, panel, partners, all \
         agencies, third parties, mother, mum, dad, father, brother, sister, husband, wife, \
         partner, ex, family, son, daughter, nan, cousin, insurer, dvla, press, pharmacy, \
         chemist, letting agent, solicitor, gym, caf, registered provider, association, \
         forum, community safety, partnership, supermarket",
    ),
    (
        "F_LAW",
        "court, courts, magistrate, magistrates, judge, bench, charge, charges, charged, \
         prosecute*, prosecution, cps, offence, offences, crime, criminal, criminalised, \
         arrest*, nick, nicked, lifted, cells, cell, custody, prison, jail, sentence, \
         sentenced, convicted, conviction, fine, fined, ticket, pnd, penalty, notice, \
         notices, order, cbo, cpn, cpw, abc, asbo, injunction, injuncted, contempt, bail, \
         licence, recall, recalled, summons, warrant, caution, cautioned, legal, solicitors, \
         legal team, law, section 5, s5, s 5, public nuisance, nuisance, causing a nuisance, \
         malicious communications, wasting police time, poa, breach, breached, breaching, \
         breaches, dock, ban, banned, barred, exclusion, excluded, trespass, enforcement, \
         evidence, exhibit, mg11, statement, file, pcn, behaviour order, police, undertaking, \
         abatement, restraining order, handcuffs, cuffs, a record, criminal record, \
         proceedings, penalised, act",
    ),
    (
        "F_HOME",
        "flat, tenancy, tenant, landlord, eviction, evict*, evicted, possession, notice to \
         quit, nosp, room, keys, home, lease, rent, placement, housing, roof over, pitch, \
         property, accommodation, hostel, homeless, intentionally homeless, bed space, \
         street, lose her home, lose his home",
    ),
    (
        "F_KIDS",
        "children, kids, child, baby, custody, access, contact centre, care proceedings, \
         social services, little ones, girls, boys, her son, her daughter, his son, his \
         daughter, mother, mum, mothers, parent, parenting, taken into care, section 47, s47, \
         mash, nursery, school, pregnancy, unborn, family court",
    ),
    (
        "F_LOSE",
        "lose*, lost, loss, risk, at risk, jeopardy, taken away, forfeit*, on the line, \
         hanging by a thread, in danger, think about, consider*, what happens, affect*, count \
         against, mark against, looked at, reviewed, under review, in doubt, held against, \
         black mark, dim view, look good, noted, notice, record, recorded, logged, counted, \
         patience, goodwill, last chance, final, third time, running out, thin ice, stage, \
         ladder, next step, step, escalate*, escalation, further action, action, consequence, \
         consequences, repercussions, outcomes, outcome, come of it, follow, pay, trouble, \
         serious, sorry, regret, options, avenues, measures",
    ),
    (
        "F_WARN",
        "warn*, warning, remind*, tell*, told, advise*, inform*, let her know, let him know, \
         make clear, made clear, plain, point out, mention*, explain*, make sure she knows, \
         make sure he knows, aware, understand*, understands, knows, read out, spell out, \
         jog, wave, paint the picture, gently, friendly, reminder, hint*, letter, leaflet, \
         say, say so, script, repeat, word, quiet word, put to her, put to him, dear, yours \
         sincerely, you, your, wording, pass that on, leave her with, leave him with",
    ),
    (
        "F_SEEK",
        "call, calls, called, calling, ring, rings, rang, rung, ringing, phone, phones, \
         phoning, dial, dials, dialling, 999, 111, 101, attend, attends, attending, \
         attendance, attendances, attended, ed, a&e, a and e, hospital, overdose, overdoses, \
         od, ods, self harm, self harms, self harming, cut, cuts, cutting, ligature, \
         ligatures, ligating, bridge, railings, roof, ledge, rail, track, station, viaduct, \
         cliff, edge, suicidal, suicide, crisis, crisis line, ambulance, ambulances, \
         emergency, emergency services, blue lights, paramedics, presentation, presentations, \
         presents, present, presented, s136, 136, section 136, callouts, callout, call outs, \
         contacts, contact, demand, usage, use, die, ending his life, ending her life, help, \
         threatens, threat, threats, river, multi storey, phonebox, again, distress, \
         behaviour",
    ),
    (
        "F_GOOD",
        "behave*, behaves, behaviour, clean, quiet, calm, polite, politely, keeps her side, \
         keeps his side, her side, his side, sober, sign, signs, signed, contract, agreement, \
         agree, agrees, comply, complies, compliance, engage, engages, stop, stops, stopped, \
         stopping, fewer, less, drops, falls, below, under, reduce*, down, without, improve*, \
         week, month, fortnight, shift, target, chart, sticker, green, points, diary, \
         homework, apologise*, hand in, attend every, full attendance, managed, goes a, stays \
         away, keep your word, rules, fuss, motivated, motivation, commitment, shows, show, \
         prove, proves, demonstrate*, calls, down to, off, no",
    ),
    (
        "F_STAFF",
        "worker, cc, care coordinator, coordinator, support worker, key worker, keyworker, \
         str worker, cpn, nurse, befriender, carer, sitter, outreach, psychologist, \
         psychology, therapy, therapist, group, groups, sessions, session, visit, visits, \
         home visits, slot, slots, place, bed, appointments, appointment, clinic, line, text \
         line, number, phone call, calls, welfare call, evening calls, check in, check ins, \
         drop in, day centre, centre, sanctuary, pass, hours, support, package, service, \
         team, caseload, books, case, file, plan, leave, funding, membership, list, respite, \
         crisis house, option, input, card, key, fob, pendant, programme, recovery college, \
         access, help, care, worker hours, friday, mondays, tuesdays",
    ),
    (
        "F_END",
        "end*, ended, ending, ends, close*, closed, shut, stop+*, stopped, withdraw*, \
         withdrawn, withdrew, remove*, removed, discharge*, discharged, finish*, finished, \
         last, over, gone, goes, ceased, ceases, terminate*, cancel*, cancelled, delete*, \
         deleted, scrub*, scrubbed, cross out, crossed out, struck, taken off, take off, took \
         off, off, pulled, pull, axed, cut, switch off, switched off, disconnected, zeroed, \
         wound up, lapse*, lapsed, expire*, discontinue*, drop+*, dropped, suspend*, \
         suspended, no longer, no more, will not be coming, not coming, not be coming, let \
         go, part company, from here on, taken away, blank, collected, handed back, come to \
         the end, end of the road, washed our hands, stood down, paused, blocked, goodbye, \
         leave blank, deactivated, not renewed, not restart",
    ),
    (
        "F_GAP",
        "no replacement, not replaced, nothing, no one else, nobody else, none, on his own, \
         on her own, alone, gap, blank, no named, not restart, nothing after, nothing else, \
         no alternative, no handover, for the time being, until further notice, do your best, \
         sorry, cope, gp only, no onward",
    ),
    (
        "F_NEW",
        "replace*, replaced, instead, new, moved, moves, move, handover, handed over, start, \
         starts, started, starting, cover, covering, transfer+*, transferred, stays, stay, \
         stepped down, step down, in its place, her choice, his choice, chose, chosen, \
         prefers, prefer, asked, jointly, met, introduced, now, meantime, meanwhile, will \
         take over, taking over, takes over, continue, continues, remains, unchanged, \
         alternative, offered, booked, agreed, request, same number, carry on, still, \
         unaffected, welcome, accepted, happy, pleased, likes, 24 7, swap, swapped",
    ),
    (
        "F_THERAPY",
        "weekly, appointments, appointment, session, sessions, clinic, home visit, visit, \
         visits, plan, care plan, crisis plan, dbt, skills, mentor, mentoring, mentors, \
         coach, coaching, key work, keywork, key worker, homework, mood, diary, therapy, \
         group, recovery, review, reviews, cpa, relational, therapeutic, skill, coffee, walk, \
         ward round, respite, admission, bed request, leave, discharge, signature, sign, \
         signs, signed, sign off, signed off, countersign, approve*, approval, agree, final \
         word, final say, chair, chairs, lead, leads, leading, decides, decide, nod, ok, \
         permission, run past, say so, veto, drop in, 1 1, one to one, fridays, friday, \
         wednesday, weds, tuesday, thursday, monday, caseload, meds, medication, goals, \
         chart, wellbeing, welfare check, routine, embedded, co run, co facilitate, \
         facilitate, presence, present, sit in, sits in, sit, chapter, step, exercises, \
         contact, coordinate, care coordinator, formulation",
    ),
    (
        "F_RISK",
        "missing, life at risk, risk to life, immediate risk, weapon, knife, negotiator, \
         negotiators, s136, s135, crime, assault, assaulted, victim, witness, burglary, \
         statement, rape, stalking, domestic, rcrp, right care right person, threshold, \
         welfare check, scene, cordon, interview, interpreter, safeguarding, idva, offences, \
         stolen, theft, robbery, hate crime, chosen, chose, supporter, her dad, brother, her \
         brother, his brother, off duty, mappa",
    ),
    (
        "F_SHARE",
        "share*, shared, sharing, send*, sent, copy, copied, copies, forward*, forwarded, \
         cced, bcc, email*, emailed, fax, give*, gave, given, show*, shown, showed, tell*, \
         told, upload*, uploaded, disclose*, disclosed, disclosure, pass*, passed, fill in, \
         filled in, filled, circulate*, circulated, print, printed, printout, post, posted, \
         brief*, briefed, mention*, mentioned, feed, text, texts, ring, rang, let into, log \
         in, login, password, access, read only, open, read, log on, screen, in the picture, \
         in the loop, keep informed, update, updates, talk through, talked through, let know, \
         picture, screenshot, photo, slides, attach, attached, hand over, handed, swap, asked",
    ),
    (
        "F_INFO",
        "notes, note, records, record, rio, systmone, system, plan, care plan, history, \
         diagnosis, letter, letters, report, reports, assessment, assessments, psychology, \
         details, information, intel, address, meds, medication, overdose, progress, update, \
         summary, file, files, folder, disclosures, everything, the lot, data, spreadsheet, \
         minutes, pack, spn, recording, what she said, what he said, abuse, pregnancy, \
         miscarriage, hiv, risk, risk assessment, dates, bloods, content, crisis plan, \
         background, health, story, formulation, sessions",
    ),
    (
        "F_HIDE",
        "not know, does not know, do not know, unaware, not aware, not be told, not told, not \
         been told, need not know, not to know, not shown, unsighted, secret, secretly, \
         quiet, quietly, hush, hush hush, between us, off record, not minuted, do not minute, \
         do not tell, without telling, behind, none the wiser, thinks they, hidden, discreet, \
         discreetly, confidential, keep to yourselves, keep it to yourselves, keep it that \
         way, not on system, does not have to know, find out, best not, never know, wiser, \
         covert, blind, no idea, in passing, in confidence, not mentioned, not to mention, \
         hear of it, does not need to, kick off, in truth",
    ),
    (
        "F_CONSENT",
        "consent, consented, consents, permission, agreed, agreement, signed, wanted, wants, \
         wish, wishes, objected, objects, asked us not, asked me not, refused, said no, would \
         have said no, is not keen, not keen, keen, private, isa, dsa, dpia, gdpr, basis, \
         caldicott, implied, override, overridden, regardless, anyway, anyhow, never mind, as \
         well, withdrawn consent, revoked, beyond, clear on that, confidentiality, sharing \
         agreement, legal basis",
    ),
    (
        "F_LAWFUL",
        "with consent, written consent, signed consent, her consent, his consent, \
         safeguarding, s42, s47, section 42, section 47, statutory, duty, court order, vital \
         interests, life at risk, risk to life, immediate risk, aware, told, informed, knows, \
         marac, mappa, at his request, at her request, she asked, he asked, copy given, \
         direct care, care team, duty to, coroner, subject access, threshold met, consents",
    ),
    (
        "F_REPORT",
        "said, says, saying, states, stated, stating, reports, reported, alleges, alleged, \
         complaint, complained, complains, quote, quoted, wrote, told me, told us, remembers, \
         describes, describing, recalls, claims, article, slide, training, policy, audit, \
         datix, journal, script in, draft, example, heard, overheard, tells me, felt, feels, \
         believes, worries, worried, afraid, fears, mentioned, reads, read, learning, \
         coroner, inquest, minutes, letter said, voicemail, account, opinion, suggested, \
         suggestion, proposed, proposal, asked, asks, query, queried",
    ),
    (
        "F_PAST",
        "previously, previous, used to, was, were, had, had been, history, hx, ago, once, \
         old, former, formerly, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, \
         2019, 2020, 2021, 2022, 2023, last year, years ago, back then, expired, lapsed, \
         superseded, withdrawn, quashed, spent, ended, no longer, at that time, in the past, \
         since then, before, until recently, predecessor, over now, closed in, stopped in, \
         rescinded, overturned, appeal, dropped, removed, struck through, torn up",
    ),
    (
        "F_GOODPRACTICE",
        "reassured, reassure, apologised, apology, apologise, sorry, not appropriate, \
         unlawful, harmful, wrong, not agreed, declined to, refused to, rejected, upheld, \
         oppose, treat as anyone, as anyone, like anyone, like any other, any other patient, \
         any time, anytime, any hour, whenever, as often, always answer, promptly, same as, \
         offered, kind, kindly, listen, thank, thanked, welcome, jointly, her words, his \
         words, his own, her own, together, choice, believed, believe, full assessment, \
         assess every time, every attendance, each attendance, if in doubt, safe, first name, \
         gently, comfort",
    ),
    (
        "F_CLINIC",
        "mg, mcg, ml, g, tablets, dose, doses, qds, bd, tds, od, allergy, allergies, \
         allergic, penicillin, nsaids, ibuprofen, paracetamol, clozapine, lithium, warfarin, \
         insulin, qtc, ecg, inr, egfr, aki, sats, o2, oxygen, fluids, oral, iv, im, bp, hr, \
         gcs, news, bm, hb, ct, mri, wound, dressing, fracture, catheter, diet, feed, \
         swallow, fasted, surgery, theatre, op, pre op, post op, weight, haloperidol, \
         olanzapine, naloxone, sertraline, venlafaxine, mirtazapine, depot, titrate, toxic, \
         toxicity, overdose protocol, nac, antidote, infection, latex, seizure, epilepsy, \
         asthma, copd, diabetes, chest, abdo, antibiotics, steroid, contraindicated, falls, \
         hoist, driving, pregnant, breastfeeding, cannula, bloods, trop, d dimer, stool, \
         bleed, vte, dnacpr, cpr, resus status, end of life, palliative, physio, ot, \
         dietitian, xray, lesion, rash, aspirin, codeine, tramadol, morphine, fentanyl",
    ),
    (
        "F_HOUSEKEEP",
        "visitors, visitor, visiting, dog, keysafe, key safe, interpreter, wheelchair, \
         hearing, deaf, blind, autistic, headphones, students, male staff, female staff, \
         female only, parking, lift, stairs, doorbell, bell, shoes, letterbox, smoke alarm, \
         food, coeliac, halal, vegetarian, allergen, protected mealtimes, ward rule, all \
         patients, all pts, everyone, everybody, whole ward, closed for, bank holiday, \
         christmas, lunch, meeting room, rota, shift change, leave of staff, annual leave, a \
         l, a/l, sick, maternity, holiday, catchment, refurbishment, moved building, office \
         move, opening hours",
    ),
    (
        "F_WISH",
        "her request, his request, own request, at her, at his, prefers, preference, \
         preferred, her choice, his choice, asked us, asked for, asks, wants, would like, \
         would rather, rather, does not want, advance decision, adrt, advance statement, her \
         words, his words, chose, chooses, declined, declines, opted, own wish, wishes, \
         likes, her idea, his idea, agreed with him, agreed with her, her plan, with her, \
         with him, jointly, signed by",
    ),
    (
        "F_OTHER",
        "neighbour, neighbours, ex, ex partner, ex husband, husband, wife, boyfriend, \
         girlfriend, son, daughter, brother, sister, cousin, uncle, nephew, flatmate, flat \
         mate, friend, dad, mum, mother, father, landlord, perpetrator, suspect, another \
         resident, other resident, tenant upstairs, lodger, colleague, visitor, carer, nan, \
         gran",
    ),
    (
        "F_POINT",
        "as agreed, as discussed, as per, per, see, refer to, follow, usual, same, standard, \
         plan, protocol, policy, letter, email, sheet, appendix, tab, box, page, section, \
         folder, drawer, book, card, grid, ladder, stage, document, doc, paper, memo, note, \
         minutes, script, arrangement, arrangements, instruction, instructions, agreement, \
         boundaries, line, approach, applies, apply, continue, action, knows what to do, \
         knows the, you know, we said, was said, what we, what was, whatever, decided, \
         discussed, in force, stands, still stands, in writing, ask me, ask, go by, rules, \
         drill, the other, before, previously, last time, marker, flag, alert, consequences, \
         conditions, measures, steps, response",
    ),
    (
        "F_ISSUE",
        "issue*, issued, serve*, served, apply, applied, applying, application, seek*, \
         sought, granted, obtain*, pursue*, pursued, request*, refer+*, referred, lodge*, \
         lodged, file*, filed, submit+*, submitted, impose*, imposed, made, given, put, \
         hand*, handed, signed, in place, in force, condition, term, terms, until, expires, \
         dated, enforce*, report*, reported, statement, pack, prepare*, gather*, collect*, \
         body cam, log, draft*, attach*, post, posted, activate*, go ahead, proceed, \
         approved, entered, breach",
    ),
    (
        "F_OUR",
        "we, us, our, i, trust, team, staff, crews, crew, ward, control, dispatch, nurses, \
         nurse, triage, reception, duty, colleagues, everyone, all, liaison, ambulance, ed, \
         ht, hub, call handlers, call takers, clinicians",
    ),
    (
        "F_THEY",
        "he, she, him, her, his, patient, pt, they, them, their, mr, ms, mrs, miss, client, \
         resident, tenant, caller, this lady, this gentleman, this man, this woman, you, your",
    ),
    (
        "F_DAY",
        "monday, tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, tues, wed, \
         weds, thu, thurs, fri, sat, sun, today, tomorrow, tonight, week, weekly, month, \
         monthly, day, daily, night, nightly, hour, hours, hourly, minutes, mins, min, \
         fortnight, fortnightly, year, january, february, march, april, june, july, august, \
         september, october, november, december, jan, feb, aug, sept, oct, nov, dec, shift, \
         morning, evening",
    ),
    (
        "F_MONEY",
        "benefits, pip, dla, uc, universal credit, dwp, money, fine, bill, invoice, cost, \
         costs, charge, pay, £, pounds, sanctioned, job, work, employer, college, course, \
         visa, leave to remain, home office, driving licence, dvla, licence, passport, nmc, \
         registration, fitness",
    ),
    (
        "F_WHEREVER",
        "anywhere, any site, all sites, premises, site, grounds, department, building, desk, \
         door, threshold, gate, entrance, waiting room, car park, reception, foyer",
    ),
    (
        "F_SAFE",
        "assess every, full assessment, not to be refused, any reason, at any time, no limit, \
         no cap, no conditions, unconditional, regardless of calls, however many, always be \
         seen, always be offered, should be assessed, must be assessed, must be seen, needs \
         seeing, treat what you find, come in, sooner, 24 7, freephone, straight away, low \
         threshold, same day, urgent, priority, prioritise*, do not wait, do not delay, \
         convey early, fast track",
    ),
];
