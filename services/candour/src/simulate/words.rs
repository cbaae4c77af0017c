//! What is said in a simulation: plain words that direct no harm, for nobody real.
//!
//! The planted histories bring words of their own. These here are the background,
//! and a reader of instructions must find nothing in them.

pub const REFERRED_BECAUSE: [&str; 3] = [
    "Comes often and says that nothing has helped so far. Asks for somebody to talk to",
    "Several visits in a short time, with pain that nobody has explained yet",
    "Lives alone, sleeps badly, and is glad of the idea",
];

pub const CONSENT: [&str; 3] = [
    "Yes, you may tell them, as long as I hear what they say",
    "I agree. I have read it and I have a copy",
    "That is fine with me. I can change my mind",
];

pub const NOT_WANTED: &str = "I do not want this";

pub const NEEDS: &str = "Prefers letters in large print";

pub const DECLINED_NO_CONSENT: &str = "The person does not wish it. Nothing else changes for them";

pub const DECLINED_FULL: &str =
    "There is no place at present. The practice goes on, and the crisis line is open as before";

pub const DECLINED_OTHER_TEAM: &str = "Another team knows the person well and will go on";

pub const SUPPORT: [&str; 5] = [
    "Meets the same nurse each fortnight, at a time that the person chooses",
    "A walk on Tuesdays with the group, if the person feels like it",
    "Help with the letters about housing",
    "Goes through the pain diary with the practice nurse",
    "Writes down with the person what has helped on other bad days",
];

pub const RESPONSE_ED: [&str; 3] = [
    "Greet by the first name, offer the quiet room, assess as anybody else",
    "See early if possible; waiting in the hall is hard for the person",
    "Tell the person who will see them and when, and call the nurse if they wish",
];

pub const RESPONSE_999: [&str; 2] = [
    "Attend and assess as usual. The person likes to be told what happens next",
    "Assess as usual. A calm voice helps; so does the name of the nurse",
];

pub const CRISIS_RESPONSE: &str = "The crisis team answers at any hour";

pub const PLANNED_RESPONSE: &str = "A visit every few weeks, arranged with the person";

pub const VIEWS: [&str; 3] = [
    "That is how I want it",
    "I would have said it otherwise, but yes",
    "It is good that it is short",
];

pub const RESTRICTION: &str =
    "One week's medicine is handed out at a time, as the person and the clinician agreed";

pub const RATIONALE: &str = "Two unplanned overdoses in a month; the person asked for less at home";

pub const LESS_RESTRICTIVE: &str = "A locked box at home, for six weeks";

pub const CHALLENGE: &str =
    "Twice a month to the chemist was enough. Every week is too much for me";

pub const CHALLENGE_DECIDED: &str = "Heard the person and the clinician, and read the record";

pub const REVIEWED: &str = "Went through each line";

pub const STATEMENT: &str = "I wish to say how it was for me, in my own words, and to have it kept";

pub const DECISION: &str = "The scheme is offered, and the person decides";

pub const DECISION_DECLINED: &str = "The scheme is not offered; another team goes on";

pub const DECISION_PLAN: &str = "The plan is a good one and goes on";

pub const REASONS: &str = "What the person said, what the team knows of them, and what has helped";

pub const GOVERNANCE: &str = "The figures of the quarter were looked at, with their intervals";

pub const HEARD: &str = "I would like to be asked before, not after";

pub const TASK: &str = "Ring the person and tell them what was decided";

pub const DISSENT: &str = "I would have offered it sooner";

pub const COMPLAINTS: [&str; 3] = [
    "I waited five hours and nobody said why",
    "The letter came to my old address",
    "I was spoken to as if I were a child",
];

pub const ANSWERED: &str = "Looked into by somebody of another team, and told to the person";

pub const SAFEGUARDING: &str = "Says that somebody takes their money";

pub const S42_REASONS: &str = "Each part of the test was looked at with what the person said";

pub const WANTED: &str = "To be left in peace, and to keep the flat";

pub const HARM: &str = "A fall from a trolley, with a bruise";

pub const DEATH: &str = "The person died. The circumstances are looked into";

pub const TOLD: &str = "What is known so far, that we are sorry, and what happens next";

pub const OFFENCE: &str = "Struck a neighbour in a quarrel about a fence";

pub const STEP_DOWN: &str =
    "Every second month instead of every month, as agreed at the last review";

pub const STEP_DOWN_INSTEAD: &str = "The nurse can be called in between";

pub const TERMS: &str =
    "We both write down what we hope for. Nothing is taken away if it does not work";
