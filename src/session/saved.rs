//! How history is saved: each step as what it changed. Pages share most of what is on them, so writing every page whole would
//! make the saved session grow with the square of what the child did.
//! Must not know: where it is saved.

use super::{History, HouseFront, Mark, Page};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{collections::BTreeMap, sync::Arc};

/// What one step changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageStep {
    /// Marks that came.
    added: Vec<Arc<Mark>>,
    /// Marks that changed, by their place in the order.
    changed: Vec<(usize, Arc<Mark>)>,
    /// The house fronts, if they changed.
    houses: Option<[HouseFront; 3]>,
    /// The colours of the scene, if they changed.
    #[serde(default)]
    paints: Option<Arc<BTreeMap<String, String>>>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    steps: Vec<PageStep>,
    depth: usize,
}

fn step_between(before: &Page, after: &Page) -> PageStep {
    let pairs = before.marks.iter().zip(after.marks.iter()).enumerate();
    PageStep {
        added: after.marks.iter().skip(before.marks.len()).cloned().collect(),
        changed: pairs.filter(|(_, (a, b))| !Arc::ptr_eq(a, b)).map(|(i, (_, b))| (i, b.clone())).collect(),
        houses: (before.houses != after.houses).then(|| after.houses.clone()),
        paints: (before.paints != after.paints).then(|| after.paints.clone()),
    }
}

fn take(before: &Page, step: PageStep) -> Option<Page> {
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
    if let Some(paints) = step.paints {
        page.paints = paints;
    }
    Some(page)
}

pub(super) fn serialize<S: Serializer>(history: &History<Page>, serializer: S) -> Result<S::Ok, S::Error> {
    let states: Vec<&Page> = history.states().collect();
    let steps = states.windows(2).map(|pair| step_between(pair[0], pair[1])).collect();
    Saved { steps, depth: history.depth() }.serialize(serializer)
}

/// The steps that differ from those a history had when its states' numbers were `known`, by their place; all of them for none.
pub(super) fn steps_since(history: &History<Page>, known: &[u64]) -> Vec<(usize, PageStep)> {
    let serials = history.serials();
    let same = |i: usize| known.get(i) == serials.get(i);
    let states: Vec<&Page> = history.states().collect();
    let changed = (1..states.len()).filter(|i| !same(*i) || !same(i - 1));
    changed.map(|i| (i - 1, step_between(states[i - 1], states[i]))).collect()
}

/// The history these steps made, seen at a depth; none if a step changes what is not there.
pub(super) fn replay(steps: Vec<PageStep>, depth: usize) -> Option<History<Page>> {
    let mut states: Vec<Page> = Vec::with_capacity(steps.len());
    for step in steps {
        let before = states.last().cloned().unwrap_or_default();
        states.push(take(&before, step)?);
    }
    Some(History::of_states(Page::default(), states, depth))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<History<Page>, D::Error> {
    let saved = Saved::deserialize(deserializer)?;
    replay(saved.steps, saved.depth).ok_or_else(|| D::Error::custom("a step changes a mark that is not there"))
}
