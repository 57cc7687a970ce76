//! All rules, a folder a family, a file a rule. Only lists.

mod accusing_question;
mod blame;
mod counterfactual;
mod hindsight;
mod normative;
mod single_cause;
mod vague;
mod vigilance;

use crate::rule::Rule;

/// Every rule, family by family.
pub const ALL: &[&Rule] = &[
    &blame::person_as_cause::PERSON_AS_CAUSE,
    &blame::fault_and_guilt::FAULT_AND_GUILT,
    &counterfactual::could_have::COULD_HAVE,
    &counterfactual::if_only::IF_ONLY,
    &counterfactual::failed_to::FAILED_TO,
    &normative::should_have::SHOULD_HAVE,
    &normative::judging_word::JUDGING_WORD,
    &normative::not_properly::NOT_PROPERLY,
    &hindsight::obvious::OBVIOUS,
    &hindsight::in_hindsight::IN_HINDSIGHT,
    &hindsight::just_needed_to::JUST_NEEDED_TO,
    &vigilance::be_careful::BE_CAREFUL,
    &vigilance::remind_and_retrain::REMIND_AND_RETRAIN,
    &single_cause::the_root_cause::THE_ROOT_CAUSE,
    &single_cause::but_for::BUT_FOR,
    &accusing_question::why_did_you::WHY_DID_YOU,
    &accusing_question::who_did_it::WHO_DID_IT,
    &vague::how_many::HOW_MANY,
    &vague::when::WHEN,
    &vague::fuzzy_action::FUZZY_ACTION,
];

/// What each family looks for, in English and Korean, in the order of `Family`.
pub(crate) const DATA: [[&str; 2]; 8] = [
    [include_str!("blame/en.toml"), include_str!("blame/ko.toml")],
    [include_str!("counterfactual/en.toml"), include_str!("counterfactual/ko.toml")],
    [include_str!("normative/en.toml"), include_str!("normative/ko.toml")],
    [include_str!("hindsight/en.toml"), include_str!("hindsight/ko.toml")],
    [include_str!("vigilance/en.toml"), include_str!("vigilance/ko.toml")],
    [include_str!("single_cause/en.toml"), include_str!("single_cause/ko.toml")],
    [include_str!("accusing_question/en.toml"), include_str!("accusing_question/ko.toml")],
    [include_str!("vague/en.toml"), include_str!("vague/ko.toml")],
];

/// Lists of words that patterns name, in English and Korean.
pub(crate) const LISTS: [&str; 2] = [include_str!("en.toml"), include_str!("ko.toml")];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}
