//! A plotters backend as this crate draws on it: CSS pixels in, positions between pixels where the backend
//! has a finer grid, hairlines on whole device pixels.
//!
//! Plotters' backends take whole numbers only. So a backend says how many of its units make a CSS pixel, and
//! how many a device pixel, and everything is multiplied here, at one place.
//!
//! A backend that fails leaves the picture incomplete, whatever comes after: nobody who paints has to ask, and
//! [`Surface::finish`] tells the first failure.

use crate::label;
use crate::palette::Rgb;
use crate::scale::{Point, Within};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, TextStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

/// What a backend says of a drawing.
pub type Painted<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// How a backend's whole numbers relate to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    units_per_px: f64,
    units_per_device_px: f64,
}

impl Resolution {
    /// A stock backend: one unit is one device pixel is one CSS pixel.
    pub const PLAIN: Resolution = Resolution { units_per_px: 1.0, units_per_device_px: 1.0 };

    /// `device_pixel_ratio` device pixels to a CSS pixel, and `subdivisions` units to a device pixel.
    pub fn new(device_pixel_ratio: f64, subdivisions: u32) -> Self {
        let ratio = if device_pixel_ratio.is_finite() { device_pixel_ratio.within(0.25, 16.0) } else { 1.0 };
        let units_per_device_px = f64::from(subdivisions.clamp(1, 256));
        Resolution { units_per_px: ratio * units_per_device_px, units_per_device_px }
    }

    pub fn device_pixel_ratio(&self) -> f64 {
        self.units_per_px / self.units_per_device_px
    }

    /// One device pixel.
    pub fn device_px(&self) -> f64 {
        1.0 / self.device_pixel_ratio()
    }
}

/// How a text looks, and which of its corners its position means.
#[derive(Clone, Copy)]
pub struct TextLook {
    pub size_px: f64,
    pub color: Rgb,
    pub is_bold: bool,
    pub horizontal: HPos,
    pub vertical: VPos,
}

/// The size of all labels.
pub const LABEL_PX: f64 = 12.0;

impl TextLook {
    pub fn label(color: Rgb, horizontal: HPos, vertical: VPos) -> Self {
        TextLook { size_px: LABEL_PX, color, is_bold: false, horizontal, vertical }
    }
}

pub struct Surface<'a, DB: DrawingBackend> {
    backend: &'a mut DB,
    resolution: Resolution,
    painted: Painted<DB>,
}

/// Positions further out would overflow the arithmetic of stock backends.
const FAR_UNITS: f64 = (1 << 28) as f64;

impl<'a, DB: DrawingBackend> Surface<'a, DB> {
    pub fn new(backend: &'a mut DB, resolution: Resolution) -> Self {
        Surface { backend, resolution, painted: Ok(()) }
    }

    /// The first failure of the backend, if there was any.
    pub fn finish(self) -> Painted<DB> {
        self.painted
    }

    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// A line of one CSS pixel, at least one device pixel, on whole device pixels.
    pub fn horizontal_hairline(&mut self, left: f64, right: f64, y: f64, color: Rgb, alpha: f64) {
        let width = self.hairline_device_px();
        let top = self.snap(y, width);
        let (left, right) = (self.snap(left, 0.0), self.snap(right, 0.0));
        self.device_rect((left, top), (right, top + width), color, alpha);
    }

    pub fn vertical_hairline(&mut self, x: f64, top: f64, bottom: f64, color: Rgb, alpha: f64) {
        let width = self.hairline_device_px();
        let left = self.snap(x, width);
        let (top, bottom) = (self.snap(top, 0.0), self.snap(bottom, 0.0));
        self.device_rect((left, top), (left + width, bottom), color, alpha);
    }

    /// A filled rectangle with sharp edges.
    pub fn rect(&mut self, upper_left: Point, lower_right: Point, color: Rgb, alpha: f64) {
        let upper_left = (self.snap(upper_left.0, 0.0), self.snap(upper_left.1, 0.0));
        let lower_right = (self.snap(lower_right.0, 0.0), self.snap(lower_right.1, 0.0));
        self.device_rect(upper_left, lower_right, color, alpha);
    }

    pub fn stroke(&mut self, points: &[Point], color: Rgb, alpha: f64, width_px: f64) {
        let width = (width_px * self.resolution.units_per_px).round().max(1.0) as u32;
        let resolution = self.resolution;
        let path = points.iter().map(|point| units(resolution, *point));
        let drawn = self.backend.draw_path(path, &Stroke { color: backend_color(color, alpha), width });
        self.note(drawn);
    }

    pub fn fill(&mut self, points: &[Point], color: Rgb, alpha: f64) {
        let resolution = self.resolution;
        let path = points.iter().map(|point| units(resolution, *point));
        let drawn = self.backend.fill_polygon(path, &backend_color(color, alpha));
        self.note(drawn);
    }

    pub fn dot(&mut self, center: Point, radius_px: f64, color: Rgb, alpha: f64) {
        let radius = (radius_px * self.resolution.units_per_px).round().max(1.0) as u32;
        let center = units(self.resolution, center);
        let drawn = self.backend.draw_circle(center, radius, &backend_color(color, alpha), true);
        self.note(drawn);
    }

    pub fn text(&mut self, text: &str, at: Point, look: &TextLook) {
        if text.is_empty() {
            return;
        }
        let style = text_style(look, self.resolution.units_per_px);
        let drawn = self.backend.draw_text(text, &style, units(self.resolution, at));
        self.note(drawn);
    }

    /// A text's width in CSS pixels, as the backend measures it. What can't be measured fits nowhere.
    pub fn text_width(&self, text: &str, size_px: f64) -> f64 {
        let black = Rgb(0, 0, 0);
        let look = TextLook { size_px, ..TextLook::label(black, HPos::Left, VPos::Top) };
        let style = text_style(&look, self.resolution.units_per_px);
        let measured = self.backend.estimate_text_size(text, &style);
        measured.map_or(f64::INFINITY, |(width, _)| f64::from(width) / self.resolution.units_per_px)
    }

    /// As much of a label as `width_px` holds.
    pub fn fitting(&self, text: &str, width_px: f64) -> String {
        label::fit(text, width_px, &|text| self.text_width(text, LABEL_PX)).into_owned()
    }

    fn hairline_device_px(&self) -> f64 {
        self.resolution.device_pixel_ratio().floor().max(1.0)
    }

    /// The device pixel that a stroke of `width` device pixels around this position begins at.
    fn snap(&self, px: f64, width: f64) -> f64 {
        (px * self.resolution.device_pixel_ratio() - width / 2.0).round()
    }

    fn device_rect(&mut self, from: Point, to: Point, color: Rgb, alpha: f64) {
        if to.0 <= from.0 || to.1 <= from.1 {
            return;
        }
        let scale = self.resolution.units_per_device_px;
        let corner = |point: Point| (whole(point.0 * scale), whole(point.1 * scale));
        let drawn = self.backend.draw_rect(corner(from), corner(to), &backend_color(color, alpha), true);
        self.note(drawn);
    }

    fn note(&mut self, drawn: Painted<DB>) {
        if self.painted.is_ok() {
            self.painted = drawn;
        }
    }
}

struct Stroke {
    color: BackendColor,
    width: u32,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

fn backend_color(color: Rgb, alpha: f64) -> BackendColor {
    BackendColor { alpha, rgb: (color.0, color.1, color.2) }
}

fn text_style(look: &TextLook, units_per_px: f64) -> TextStyle<'static> {
    let weight = if look.is_bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::SansSerif, look.size_px * units_per_px, weight);
    TextStyle { font, color: backend_color(look.color, 1.0), pos: Pos::new(look.horizontal, look.vertical) }
}

fn units(resolution: Resolution, point: Point) -> BackendCoord {
    (whole(point.0 * resolution.units_per_px), whole(point.1 * resolution.units_per_px))
}

fn whole(units: f64) -> i32 {
    // NaN becomes 0.
    units.within(-FAR_UNITS, FAR_UNITS).round() as i32
}
