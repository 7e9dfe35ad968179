//! What a good record would still have. A help for the worker, never a block: what was not done is told truthfully.
//! Must not know: how it is said.

use super::*;

/// Something that the record does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// So many things have no question, nor that they were said unasked.
    Questions(usize),
    /// So many things with words were not read back.
    ReadBacks(usize),
    /// The child was not told what this is, who will see it, or what cannot stay private.
    Told,
    /// Whether the child agreed was not asked.
    ChildsAgreement,
    /// Nobody asked the parents, and why is not told.
    ParentsAgreement,
    /// Nothing is written of who may see it.
    Sharing,
    /// The session was not ended.
    Ending,
    /// What happens next was not told.
    Promise,
    /// There is no note of what the worker saw and heard.
    Observation,
}

impl Session {
    /// What a good record would still have, in the order of the sitting.
    pub fn missing(&self) -> Vec<Missing> {
        let items = self.items(true);
        let shown = || items.iter().filter(|item| item.state != ItemState::PutAway);
        let unasked = shown().filter(|item| item.prompt.is_none()).count();
        let unread = shown().filter(|item| item.words.is_some() && item.read_back == ReadBack::NotYet).count();
        let told = &self.preparation;
        let found = [
            (!(told.tool_explained && told.told_who_sees && told.told_limits)).then_some(Missing::Told),
            (told.child_agreed == ChildAnswer::NotAsked).then_some(Missing::ChildsAgreement),
            (told.parent_agreement == ParentAgreement::NotSought(String::new())).then_some(Missing::ParentsAgreement),
            (unasked > 0).then_some(Missing::Questions(unasked)),
            (unread > 0).then_some(Missing::ReadBacks(unread)),
            self.sharing.is_empty().then_some(Missing::Sharing),
            self.ending.is_none().then_some(Missing::Ending),
            self.ending.as_ref().is_some_and(|ending| ending.told_next.is_empty()).then_some(Missing::Promise),
            (!self.worker_notes.iter().any(|note| note.kind == NoteKind::Observation)).then_some(Missing::Observation),
        ];
        found.into_iter().flatten().collect()
    }
}
