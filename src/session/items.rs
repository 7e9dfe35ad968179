//! The items of a session: things one by one, and strokes gathered into drawings.
//! Must not know: how items are shown or written down.

use super::*;

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemContent {
    /// Strokes made one after another.
    Drawing {
        /// How many.
        strokes: usize,
        /// What holds their ink, mm.
        bounds: Rect,
    },
    /// A thing that was put down.
    Placed(Thing, Pose),
}

/// One thing the child made or put down.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The marks it is made of, first one first.
    pub marks: Vec<MarkId>,
    /// The house whose area holds its first point.
    pub house: Option<HouseKind>,
    /// What it is.
    pub content: ItemContent,
    /// The words on it, or what the child said about it.
    pub words: Option<Words>,
    /// Who held the pen.
    pub hand: Hand,
    /// What was asked.
    pub prompt: Option<PromptId>,
    /// What was said at read-back.
    pub read_back: ReadBack,
    /// Where it is now.
    pub state: ItemState,
    /// When it began, ms.
    pub at_ms: u64,
    /// When its last mark ended, ms.
    ended_ms: u64,
}

/// Strokes further apart than this, ms, are two drawings.
const DRAWING_PAUSE_MS: u64 = 20_000;

impl Session {
    /// The items in the order they came. With `keep_put_away` false, what was put away is left out, and leaves no trace in
    /// how the strokes around it are gathered either.
    pub fn items(&self, keep_put_away: bool) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        // A recording can begin between two strokes and be put down long after both.
        let listed = |mark: &&Arc<Mark>| keep_put_away || mark.state != ItemState::PutAway;
        let spoken: Vec<u64> = self.page().marks.iter().filter(listed).filter_map(|mark| mark.spoken_ms()).collect();
        let said_between = |from: u64, to: u64| spoken.iter().any(|at| (from..=to).contains(at));
        for mark in self.page().marks.iter() {
            if !keep_put_away && mark.state == ItemState::PutAway {
                continue;
            }
            let house = self.house_at(mark.first_point());
            let content = match &mark.kind {
                MarkKind::Rub(_) => continue,
                MarkKind::Placed(thing, pose) => ItemContent::Placed(thing.clone(), *pose),
                MarkKind::Stroke(stroke) => {
                    let bounds = ink_bounds(&stroke.samples, stroke.width_mm).unwrap_or(Rect::PAGE);
                    if let Some(last) = items.last_mut()
                        && last.goes_on_with(mark, house)
                        && !said_between(last.ended_ms, mark.at_ms)
                        && let ItemContent::Drawing { strokes, bounds: all } = &mut last.content
                    {
                        *strokes += 1;
                        *all = all.union(bounds);
                        last.words = last.words.take().or_else(|| self.said.get(&mark.id).cloned());
                        if last.read_back == ReadBack::NotYet {
                            last.read_back = self.read_back_of(mark.id);
                        }
                        last.marks.push(mark.id);
                        last.ended_ms = mark.ended_ms();
                        continue;
                    }
                    ItemContent::Drawing { strokes: 1, bounds }
                }
            };
            let words = match &content {
                ItemContent::Placed(Thing::Words(words), _) => Some(Words::clone(words)),
                _ => self.said.get(&mark.id).cloned(),
            };
            items.push(Item {
                marks: vec![mark.id],
                words,
                house,
                content,
                hand: mark.hand,
                prompt: mark.prompt,
                read_back: self.read_back_of(mark.id),
                state: mark.state,
                at_ms: mark.at_ms,
                ended_ms: mark.ended_ms(),
            });
        }
        items
    }

    /// The item a mark is part of.
    pub fn item_of(&self, id: MarkId) -> Option<Item> {
        self.items(true).into_iter().find(|item| item.marks.contains(&id))
    }
}

impl Item {
    /// Whether a further stroke belongs to this drawing.
    fn goes_on_with(&self, mark: &Mark, house: Option<HouseKind>) -> bool {
        matches!(self.content, ItemContent::Drawing { .. })
            && self.house == house
            && self.hand == mark.hand
            && self.prompt == mark.prompt
            && self.state == mark.state
            && mark.at_ms.saturating_sub(self.ended_ms) < DRAWING_PAUSE_MS
    }
}
