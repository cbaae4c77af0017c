//! Stories: what happened, told in calls, and what should be flagged.
//!
//! A story is read and checked as a whole before anything is sent, so that a
//! slip in its last line does not leave half of it on record.

mod answer;
mod file;
mod lines;
mod load;
mod moment;
mod nodes;
mod reader;
mod report;
mod request;
mod run;
mod strings;

pub use self::{
    load::{ExpectedAnswer, ExpectedFlag, ExpectedSilence, LoadError, Step, Story, load, read},
    run::{Servers, all_flags, run},
};
