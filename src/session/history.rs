//! Undo and redo without limit, by snapshots that share what did not change.
//! Must not know: what a step means.

/// A value with its past and its undone future.
#[derive(Debug, Clone, PartialEq)]
pub struct History<T> {
    past: Vec<T>,
    now: T,
    undone: Vec<T>,
}

impl<T: Default> Default for History<T> {
    fn default() -> Self {
        Self { past: Vec::new(), now: T::default(), undone: Vec::new() }
    }
}

impl<T> History<T> {
    /// The present.
    pub fn now(&self) -> &T {
        &self.now
    }

    /// Takes one step. What had been undone is gone.
    pub fn step(&mut self, next: T) {
        self.past.push(std::mem::replace(&mut self.now, next));
        self.undone.clear();
    }

    /// Changes what is known about the present without taking a step: there is nothing to undo.
    pub fn amend(&mut self, edit: impl Fn(&mut T)) {
        edit(&mut self.now);
    }

    /// Goes one step back; false if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        self.undone.push(std::mem::replace(&mut self.now, before));
        true
    }

    /// Takes an undone step again; false if there is none.
    pub fn redo(&mut self) -> bool {
        let Some(after) = self.undone.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, after));
        true
    }

    /// How many steps lie behind.
    pub fn depth(&self) -> usize {
        self.past.len()
    }

    /// Every state from the first to the last undone one; the present is the one at [`History::depth`].
    pub fn states(&self) -> impl Iterator<Item = &T> {
        self.past.iter().chain(std::iter::once(&self.now)).chain(self.undone.iter().rev())
    }

    /// The history that has these states after the first one, seen at a depth. A depth beyond the end is the end.
    pub fn of_states(first: T, later: impl IntoIterator<Item = T>, depth: usize) -> Self {
        let mut history = Self { past: Vec::new(), now: first, undone: Vec::new() };
        later.into_iter().for_each(|state| history.step(state));
        while history.depth() > depth && history.undo() {}
        history
    }

    /// How many undone steps lie ahead.
    pub fn ahead(&self) -> usize {
        self.undone.len()
    }
}
