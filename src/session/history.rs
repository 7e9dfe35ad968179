//! Undo and redo without limit, by snapshots that share what did not change.
//! Must not know: what a step means.

/// A state and its number. Numbers are never given twice, so two histories agree where their numbers do.
#[derive(Debug, Clone)]
struct State<T> {
    serial: u64,
    value: T,
}

/// A value with its past and its undone future.
#[derive(Debug, Clone)]
pub struct History<T> {
    past: Vec<State<T>>,
    now: State<T>,
    undone: Vec<State<T>>,
    last_serial: u64,
}

impl<T: Default> Default for History<T> {
    fn default() -> Self {
        Self::beginning(T::default())
    }
}

/// Equal when the states and the place among them are; their numbers do not matter.
impl<T: PartialEq> PartialEq for History<T> {
    fn eq(&self, other: &Self) -> bool {
        self.depth() == other.depth() && self.states().eq(other.states())
    }
}

impl<T> History<T> {
    fn beginning(first: T) -> Self {
        Self { past: Vec::new(), now: State { serial: 0, value: first }, undone: Vec::new(), last_serial: 0 }
    }

    /// The present.
    pub fn now(&self) -> &T {
        &self.now.value
    }

    fn next_serial(&mut self) -> u64 {
        self.last_serial += 1;
        self.last_serial
    }

    /// Takes one step. What had been undone is gone.
    pub fn step(&mut self, next: T) {
        let next = State { serial: self.next_serial(), value: next };
        self.past.push(std::mem::replace(&mut self.now, next));
        self.undone.clear();
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

    fn all(&self) -> impl Iterator<Item = &State<T>> {
        self.past.iter().chain(std::iter::once(&self.now)).chain(self.undone.iter().rev())
    }

    /// Every state from the first to the last undone one; the present is the one at [`History::depth`].
    pub fn states(&self) -> impl Iterator<Item = &T> {
        self.all().map(|state| &state.value)
    }

    /// The numbers of the states, in the same order. A state that changes in any way gets a new one.
    pub fn serials(&self) -> Vec<u64> {
        self.all().map(|state| state.serial).collect()
    }

    /// The history that has these states after the first one, seen at a depth. A depth beyond the end is the end.
    pub fn of_states(first: T, later: impl IntoIterator<Item = T>, depth: usize) -> Self {
        let mut history = Self::beginning(first);
        later.into_iter().for_each(|state| history.step(state));
        while history.depth() > depth && history.undo() {}
        history
    }

    /// How many undone steps lie ahead.
    pub fn ahead(&self) -> usize {
        self.undone.len()
    }
}
