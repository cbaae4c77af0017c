//! Sanctions and other consequences, and what a warning is made of.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    // Names of notices, orders and proceedings. The bare "CPN" and "charge"
    // are added by `clashes` when the context says that they are one.
    (
        "ORDER",
        "community protection notice, community protection notices, community protection warning, community protection warnings, cpw, cpws, cpn/cpw, cpnw, \
         criminal behaviour order, criminal behaviour orders, cbo, cbos, crimbo, asbo, asbos, injunction, injunctions, civil \
         injunction, asb injunction, behaviour order, restraining order, abc, abcs, acceptable behaviour contract, acceptable behaviour \
         contracts, acceptable behaviour agreement, aba, public spaces protection order, pspo, closure order, notice \
         seeking possession, nosp, nsp, notice to quit, possession proceedings, possession order, section 21, section 21 notice, section 8 notice, s21, \
         s21 notice, possession claim, fixed penalty, fixed penalty notice, fpn, penalty notice, pnd, conditional caution, conditional \
         cautions, simple caution, police caution, adult caution, youth caution, formal caution, summons, requisition, postal requisition, \
         banning order, exclusion order, exclusion zone, exclusion notice, barring letter, barring notice, ban, banning letter, \
         red card, yellow card, harassment warning, pin, harassment notice, stalking order, spo, community order, suspended sentence, \
         bail condition, bail conditions, conditional bail, conditions of bail, licence condition, licence conditions, licence recall, \
         prison recall, dispersal notice, dispersal order, section 35 dispersal, warning letter, final warning letter, sanction, sanctions, eviction \
         notice, eviction proceedings, tenancy warning, tenancy enforcement, tenancy sanctions, non molestation order, protection order, cpn \
         breach, cpn warning, bail terms, good behaviour agreement, legal order, civil order, gbo, asb warning, asb \
         letter, order, notice, trespass notice, behaviour contract breach, binding over, bind over, bound over, ipna, part 1 injunction, public order, sbo, demoted tenancy, demotion order, enforcement notice, stage 1 letter, stage 2 letter, \
         unacceptable behaviour letter, summonsed, civil order, fine, fines, parenting order, ovo, detention order, criminal sanctions, criminal sanction, penalty, penalties",
    ),
    (
        "PENALISE",
        "prosecute*, prosecution, prosecutions, arrest*, arrested, charge*, charged, caution*, cautioned, evict*, eviction, \
         convict*, convicted, conviction, imprison*, imprisonment, imprisoned, remand*, remanded, sentence*, \
         sentenced, jail*, gaol*, custody, prison, criminalise*, fine*, fined, injunct*, summons*, summonsed, \
         recall* to prison, recalled to prison, nick*, lock* up, legal action, criminal action, enforcement action, criminal \
         proceedings, legal proceedings, court action, court proceedings, tenancy action, police action, formal action, criminal \
         charges, criminal charge, criminal record, penalise*, punish*, punished, punishment, evicted, court, criminal justice, criminal justice route, cjs route, criminal justice action, cjs, criminal justice outcome, \
         enforcement, lose* her tenancy, lose* his tenancy, lose* their tenancy, lose* the tenancy, lose* her flat, lose* his flat, \
         lose* her home, lose* his home, lose* the flat, lose* their home, lose* her children, loses her children, custody of her \
         children, benefits stopped, benefits sanction, benefit sanction, stop* her benefits, stop* his benefits, stop* benefits, tenancy at risk, tenancy \
         will be reviewed, tenancy review, tenancy enforcement, tenancy termination, tenancy ended, ban+*, banned, criminal liability, criminal investigation, \
         criminal damage charge, barred from, ban from site, banned from site, possession action, reported for summons, cps, magistrates, magistrates court, charging decision, positive action, police enforcement, legal route, asb route, \
         charge and remand, arrestable, detained for offences, notice on the tenancy, put* out of the property, out of the flat, legal steps, civil action, possession, prosecuted under, \
         locked up, put before the court, put* before the court, before the magistrates, before the court, ended tenancy, tenancy being ended, taken to court, take* to court, criminal law, crown court",
    ),
    (
        "FAMILYLAW",
        "social services, children social care, childrens social care, children services, childrens services, child \
         protection, children taken, children taken away, care proceedings, children removed, children in need, section 47, s47, contact with her \
         children, contact with his children, access to her children, access to his children, access to the children, access to children, custody of the children, her \
         children, his children, her kids, his kids, csc, csc referral, mash referral, mash, safeguarding children, children safeguarding, \
         safeguarding referral for the children, family court, contact with the kids, the children, the kids, social care, dvla, immigration, visa, home office, \
         deportation, employer, benefits, dwp, universal credit, pip, esa, uc, regulator, nmc, dbs, university, professional registration, fitness to practise, course, student status, immigration status, driving licence",
    ),
    (
        "CONSEQUENCE",
        "consequence, consequences, repercussions, ramifications, implications, further action, \
         action, action against, legal position, serious view, penalty, penalties, formal steps, outcome, offence, criminal offence, an offence, legal \
         consequences, criminal consequences, where this leads, what happens next, what will happen, next steps, next stage, accountability, accountable, \
         responsibility for, tenancy, tenancy conditions, tenancy agreement, law, the law, boundaries in law, wasting police time, criminal, unlawful, \
         breaking the law, nuisance, antisocial, anti social, anti social behaviour, asb, escalation, other measures, further measures, stronger measures, legal implications, sanctions, jeopardise, \
         at risk, liable, illegal, breach, breaches, firmer approach, tougher approach, other routes, less supportive, seriously, formal route, criminal route",
    ),
    (
        "OFFENCEWORD",
        "offence, criminal offence, an offence, wasting police time, wasting emergency service time, nuisance calls, malicious \
         communications, malicious communication, communications act, s127, section 127, misuse of emergency \
         services, misuse of 999, abuse of the emergency services, public nuisance, s5, section 5, section 5 public order, persistent \
         misuse, public order offence, public order, causing a nuisance, false calls, hoax calls, obstruct, obstructing, obstruction, trespass, trespassing, \
         nuisance, breach of the peace, breach of peace, bop, drunk and disorderly, d&d, bladed article, improper use, improper use of the network, wasting nhs time, hoax call, bad faith, antisocial \
         behaviour, anti social behaviour, asb, false report, false reports, breach of cpn, breach of order, breach of notice, breach of injunction, breach of bail, breach of cbo, obstructing the railway, wasting time, persistently misusing, persistently using, improper \
         use of public communications, railway trespass, endangering, emergency workers act, highway obstruction, obstructing the highway, causing danger, public communications network, s1 malicious, misuse of public communications, nuisance offences, railway offences, s4a, s4, bylaws, byelaws, railway byelaws, criminal law act",
    ),
    (
        "WARN",
        "warn*, warning, warnings, final warning, formal warning, verbal warning, written warning, remind*, reminder, advise*, inform*, tell*, make* clear, make* it \
         clear, make* aware, make* her aware, make* him aware, make* them aware, make* patient aware, notify*, explain*, let know, let her know, let him know, let them know, let patient know, read* out, state*, stress*, reiterate*, emphasise*, \
         spell out, point* out, letter, letter sent, letter to be sent, told, make* plain, aware, be aware, understand*, reinforce*, repeat, should know, needs to know, has been told, \
         put* on notice, on notice, words of advice, mention*, flag to patient, script, set* out, outline*, impress*, point out, put it to, raise with, discuss, say, speak to",
    ),
    (
        "ISSUE",
        "issue*, issued, serve*, served, apply*, apply for, applied, seek*, sought, obtain*, obtained, grant*, granted, impose*, imposed, pursue*, \
         progress*, initiate*, commence*, start*, instigate*, begin*, use*, deliver*, draft*, prepare*, request*, ask* for, submit+*, sign* off, authorise*, \
         go* ahead with, proceed* with, proceed, enforce*, activate*, invoke*, hand* over, put* in place, put* on, place* on, get*, raise*, file*, lodge*, secure*, renew*, extend*, support, back, recommend*, refer+* for, set*, add*, bring*, \
         lay*, agree*, agree to, attach*, press*, execute*, institute*, implement*, hold* to, take*, apply to court for, move* to, make*, give*, gave, given, arrange*, organise*, present, gone ahead, \
         want*, push+* for, push* on, take* forward, favour*, supply*, be given, send*, sent, post*, escalate* to, require*, led to",
    ),
    (
        "INFORCE",
        "in force, in place, active, live, current, currently, subject to, on bail, on, under, existing, \
         remains, remains in force, still in force, effective, until, expires, granted, issued, served, imposed, has, since, terms, \
         condition, conditions, prohibits, prohibited, term, prohibitions, valid, runs, applies, not to, requirement, requirements, bound by, now",
    ),
    (
        "COULD",
        "may, might, could, would, risk, risks, risking, at risk of, liable to, possible, possibility, potential, potentially, will, shall, \
         can, face, faces, facing, likely, lead to, leads to, result in, results in, next step, threat of, threatened with, would be, will be, to be considered, considered, consider*, \
         explore*, look* at, looking at, options, option, discuss, review, consideration, contemplate*, planned, plan, plans, planning, plan to, plan is to, propose*, proposed, intend*, \
         intention, prepare*, work* towards, working towards, build* a case, gather* evidence, collate* evidence, evidence for, case for, keep* evidence, log for, grounds for, threshold for, triggers, trigger*, escalate* to, escalation to, pathway to, route to, \
         move to, moving to, step towards, otherwise, pursue*, pursued, aim, seek*, in view, in line for, open to, consequence, consequences, ready, pending, think* about, weighing up, heading for, await*, decide on, keep open, on the table, remains an option, available, \
         last resort, followed by, then, next, means, mean, end up",
    ),
    (
        "FUTURE",
        "any further, further, another, next, again, more, any more, repeated, continued, continues, continue, future, \
         subsequent, if, should, persists, persist, ongoing, repeat, any future, once more, one more, additional, keep*, does not stop, do not stop, fails to stop, next time, failure to, any new, any repeat, unless, any, each, every, \
         when, where, whenever, after, following, on, until, third, second, fourth, fifth, from now on, from now, otherwise, does not reduce, do not reduce, fail to reduce, or, pattern, without good reason, more than, do not, does not, not stop, not reduce, exceeds",
    ),
    (
        "LANDLORD",
        "landlord, housing, housing association, council, tenancy, tenancy officer, local authority, hostel",
    ),
    ("NICE_WORD", "thank, thanks"),
];
