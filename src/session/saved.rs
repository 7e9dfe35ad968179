//! How history is saved: each step as what it changed. Pages share most of what is on them, so writing every page whole would
//! make the saved session grow with the square of what the child did.
//! Must not know: where it is saved.

use super::{History, HouseFront, Mark, Page};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::sync::Arc;

/// What one step changed.
#[derive(Serialize, Deserialize)]
struct Step {
    /// Marks that came.
    added: Vec<Arc<Mark>>,
    /// Marks that changed, by their place in the order.
    changed: Vec<(usize, Arc<Mark>)>,
    /// The house fronts, if they changed.
    houses: Option<[HouseFront; 3]>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    steps: Vec<Step>,
    depth: usize,
}

fn step_between(before: &Page, after: &Page) -> Step {
    let pairs = before.marks.iter().zip(after.marks.iter()).enumerate();
    Step {
        added: after.marks.iter().skip(before.marks.len()).cloned().collect(),
        changed: pairs.filter(|(_, (a, b))| !Arc::ptr_eq(a, b)).map(|(i, (_, b))| (i, b.clone())).collect(),
        houses: (before.houses != after.houses).then(|| after.houses.clone()),
    }
}

fn take(before: &Page, step: Step) -> Option<Page> {
    let mut page = before.clone();
    for (i, mark) in step.changed {
        if !page.marks.set_mut(i, mark) {
            return None;
        }
    }
    step.added.into_iter().for_each(|mark| page.marks.push_back_mut(mark));
    if let Some(houses) = step.houses {
        page.houses = houses;
    }
    Some(page)
}

pub(super) fn serialize<S: Serializer>(history: &History<Page>, serializer: S) -> Result<S::Ok, S::Error> {
    let states: Vec<&Page> = history.states().collect();
    let steps = states.windows(2).map(|pair| step_between(pair[0], pair[1])).collect();
    Saved { steps, depth: history.depth() }.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<History<Page>, D::Error> {
    let saved = Saved::deserialize(deserializer)?;
    let mut states: Vec<Page> = Vec::with_capacity(saved.steps.len());
    for step in saved.steps {
        let before = states.last().cloned().unwrap_or_default();
        states.push(take(&before, step).ok_or_else(|| D::Error::custom("a step changes a mark that is not there"))?);
    }
    Ok(History::of_states(Page::default(), states, saved.depth))
}
