//! Sanctions and other consequences, and what a warning is made of.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    // Names of notices, orders and proceedings. The bare "CPN" and "charge"
    // are added by `clashes` when the context says that they are one.
    (
        "ORDER",
        "community protection notice, community protection notices, community protection \
         warning, community protection warnings, cpw, cpws, cpn/cpw, cpnw, criminal behaviour \
         order, criminal behaviour orders, cbo, cbos, crimbo, asbo, asbos, injunction, \
         injunctions, civil injunction, asb injunction, behaviour order, restraining order, \
         abc, abcs, acceptable behaviour contract, acceptable behaviour contracts, acceptable \
         behaviour agreement, aba, public spaces protection order, pspo, closure order, notice \
         seeking possession, nosp, nsp, notice to quit, possession proceedings, possession \
         order, section 21, section 21 notice, section 8 notice, s21, s21 notice, possession \
         claim, fixed penalty, fixed penalty notice, fpn, penalty notice, pnd, conditional \
         caution, conditional cautions, simple caution, police caution, adult caution, youth \
         caution, formal caution, summons, requisition, postal requisition, banning order, \
         exclusion order, exclusion zone, exclusion notice, barring letter, barring notice, \
         ban, banning letter, red card, yellow card, harassment warning, pin, harassment \
         notice, stalking order, spo, community order, suspended sentence, bail condition, bail \
         conditions, conditional bail, conditions of bail, licence condition, licence \
         conditions, licence recall, prison recall, dispersal notice, dispersal order, section \
         35 dispersal, warning letter, final warning letter, sanction, sanctions, eviction \
         notice, eviction proceedings, tenancy warning, tenancy enforcement, tenancy sanctions, \
         non molestation order, protection order, cpn breach, cpn warning, bail terms, good \
         behaviour agreement, legal order, civil order, gbo, asb warning, asb letter, order, \
         notice, trespass notice, behaviour contract breach, binding over, bind over, bound \
         over, ipna, part 1 injunction, public order, sbo, demoted tenancy, demotion order, \
         enforcement notice, stage 1 letter, stage 2 letter, unacceptable behaviour letter, \
         summonsed, fine, fines, parenting order, ovo, detention order, criminal sanctions, \
         criminal sanction, penalty, penalties",
    ),
    (
        "PENALISE",
        "prosecute*, prosecution, prosecutions, arrest*, arrested, charge*, charged, caution*, \
         cautioned, evict*, eviction, convict*, convicted, conviction, imprison*, imprisonment, \
         imprisoned, remand*, remanded, sentence*, sentenced, jail*, gaol*, custody, prison, \
         criminalise*, fine*, fined, injunct*, summons*, summonsed, recall* to prison, recalled \
         to prison, nick*, lock* up, legal action, criminal action, enforcement action, \
         criminal proceedings, legal proceedings, court action, court proceedings, tenancy \
         action, police action, formal action, criminal charges, criminal charge, criminal \
         record, penalise*, punish*, punished, punishment, evicted, court, criminal justice, \
         criminal justice route, cjs route, criminal justice action, cjs, criminal justice \
         outcome, enforcement, lose* her tenancy, lose* his tenancy, lose* their tenancy, lose* \
         the tenancy, lose* her flat, lose* his flat, lose* her home, lose* his home, lose* the \
         flat, lose* their home, lose* her children, loses her children, custody of her \
         children, benefits stopped, benefits sanction, benefit sanction, stop* her benefits, \
         stop* his benefits, stop* benefits, tenancy at risk, tenancy will be reviewed, tenancy \
         review, tenancy enforcement, tenancy termination, tenancy ended, ban+*, banned, \
         criminal liability, criminal investigation, criminal damage charge, barred from, ban \
         from site, banned from site, possession action, reported for summons, cps, \
         magistrates, magistrates court, charging decision, positive action, police \
         enforcement, legal route, asb route, charge and remand, arrestable, detained for \
         offences, notice on the tenancy, put* out of the property, out of the flat, legal \
         steps, civil action, possession, prosecuted under, locked up, put before the court, \
         put* before the court, before the magistrates, before the court, ended tenancy, \
         tenancy being ended, taken to court, take* to court, criminal law, crown court",
    ),
    (
        "OFFENCEWORD",
        "offence, criminal offence, an offence, wasting police time, wasting emergency service \
         time, nuisance calls, malicious communications, malicious communication, \
         communications act, s127, section 127, misuse of emergency services, misuse of 999, \
         abuse of the emergency services, public nuisance, s5, section 5, section 5 public \
         order, persistent misuse, public order offence, public order, causing a nuisance, \
         false calls, hoax calls, obstruct, obstructing, obstruction, trespass, trespassing, \
         nuisance, breach of the peace, breach of peace, bop, drunk and disorderly, d&d, bladed \
         article, improper use, improper use of the network, wasting nhs time, hoax call, bad \
         faith, antisocial behaviour, anti social behaviour, asb, false report, false reports, \
         breach of cpn, breach of order, breach of notice, breach of injunction, breach of \
         bail, breach of cbo, obstructing the railway, wasting time, persistently misusing, \
         persistently using, improper use of public communications, railway trespass, \
         endangering, emergency workers act, highway obstruction, obstructing the highway, \
         causing danger, public communications network, s1 malicious, misuse of public \
         communications, nuisance offences, railway offences, s4a, s4, bylaws, byelaws, railway \
         byelaws, criminal law act",
    ),
    (
        "ISSUE",
        "issue*, issued, serve*, served, apply*, apply for, applied, seek*, sought, obtain*, \
         obtained, grant*, granted, impose*, imposed, pursue*, progress*, initiate*, commence*, \
         start*, instigate*, begin*, use*, deliver*, draft*, prepare*, request*, ask* for, \
         submit+*, sign* off, authorise*, go* ahead with, proceed* with, proceed, enforce*, \
         activate*, invoke*, hand* over, put* in place, put* on, place* on, get*, raise*, \
         file*, lodge*, secure*, renew*, extend*, support, back, recommend*, refer+* for, set*, \
         add*, bring*, lay*, agree*, agree to, attach*, press*, execute*, institute*, \
         implement*, hold* to, take*, apply to court for, move* to, make*, give*, gave, given, \
         arrange*, organise*, present, gone ahead, want*, push+* for, push* on, take* forward, \
         favour*, supply*, be given, send*, sent, post*, escalate* to, require*, led to",
    ),
];
