//! Places on the page, in millimetres from its top left corner. The page is A4 landscape.
//! Must not know: pixels.

use serde::{Deserialize, Serialize};

/// Width of the page in mm.
pub const PAGE_WIDTH_MM: f32 = 297.0;
/// Height of the page in mm.
pub const PAGE_HEIGHT_MM: f32 = 210.0;

/// A place on the page, mm.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// From the left edge, mm.
    pub x: f32,
    /// From the top edge, mm.
    pub y: f32,
}

impl Point {
    /// A place `x` mm from the left and `y` mm from the top.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The place halfway to another.
    pub fn midpoint(self, other: Self) -> Self {
        Self::new((self.x + other.x) * 0.5, (self.y + other.y) * 0.5)
    }

    /// Distance to another place, mm.
    pub fn distance(self, other: Self) -> f32 {
        ((self.x - other.x).powi(2) + (self.y - other.y).powi(2)).sqrt()
    }

    /// Whether both numbers are finite.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }

    /// This place turned about `centre` by `degrees` clockwise.
    pub fn turned(self, centre: Self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (dx, dy) = (self.x - centre.x, self.y - centre.y);
        Self::new(centre.x + dx * cos - dy * sin, centre.y + dx * sin + dy * cos)
    }
}

/// A box on the page, mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge, mm.
    pub left: f32,
    /// Top edge, mm.
    pub top: f32,
    /// Right edge, mm.
    pub right: f32,
    /// Bottom edge, mm.
    pub bottom: f32,
}

impl Rect {
    /// The whole page.
    pub const PAGE: Self = Self::new(0.0, 0.0, PAGE_WIDTH_MM, PAGE_HEIGHT_MM);

    /// A box from its four edges, mm.
    pub const fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom }
    }

    /// A box of a size about a centre, mm.
    pub fn around(centre: Point, width: f32, height: f32) -> Self {
        Self::new(centre.x - width / 2.0, centre.y - height / 2.0, centre.x + width / 2.0, centre.y + height / 2.0)
    }

    /// The smallest box that holds all the points; nothing for none.
    pub fn holding(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().map(|p| Self::new(p.x, p.y, p.x, p.y)).reduce(|a, b| a.union(b))
    }

    /// Width, mm.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Height, mm.
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    /// The middle.
    pub fn centre(self) -> Point {
        Point::new((self.left + self.right) * 0.5, (self.top + self.bottom) * 0.5)
    }

    /// Whether the point lies inside or on an edge.
    pub fn contains(self, p: Point) -> bool {
        p.x >= self.left && p.x <= self.right && p.y >= self.top && p.y <= self.bottom
    }

    /// Whether the two share any place.
    pub fn intersects(self, other: Self) -> bool {
        self.left <= other.right && other.left <= self.right && self.top <= other.bottom && other.top <= self.bottom
    }

    /// The smallest box that holds both.
    pub fn union(self, other: Self) -> Self {
        Self::new(self.left.min(other.left), self.top.min(other.top), self.right.max(other.right), self.bottom.max(other.bottom))
    }

    /// The same box, `by` mm larger on every side.
    pub fn grown(self, by: f32) -> Self {
        Self::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }

    /// The box that holds this one turned about its centre by `degrees`.
    pub fn turned(self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (w, h) = (self.width(), self.height());
        Self::around(self.centre(), (w * cos).abs() + (h * sin).abs(), (w * sin).abs() + (h * cos).abs())
    }

    /// The nearest place inside.
    pub fn clamp(self, p: Point) -> Point {
        Point::new(p.x.clamp(self.left, self.right), p.y.clamp(self.top, self.bottom))
    }

    /// This box moved, not resized, so that it lies inside `frame` as far as it can.
    pub fn nudged_into(self, frame: Self) -> Self {
        let shift = |low: f32, high: f32, min: f32, max: f32| {
            if high - low > max - min { (min + max - low - high) / 2.0 } else { (min - low).max(0.0) + (max - high).min(0.0) }
        };
        let dx = shift(self.left, self.right, frame.left, frame.right);
        let dy = shift(self.top, self.bottom, frame.top, frame.bottom);
        Self::new(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)
    }
}
