//! Plotters' canvas backend with what it lacks: positions between pixels, device pixels, round joins, texts
//! measured without a layout.
//!
//! The stock backend draws in whole numbers. Here one of them is a sixteenth of a device pixel, and the
//! canvas itself divides, so lines, areas and circles can stay the stock backend's. Texts are drawn here.

use super::environment::{environment, scratch_context};
use chart::{LABEL_PX, Resolution, Size, Surface};
use leptos::prelude::*;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_canvas::CanvasBackend;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Units to a device pixel.
const SUBDIVISIONS: u32 = 16;
/// More measured texts than this are forgotten all at once.
const MOST_MEASURED: usize = 4000;
/// The parts of a text's size that capitals and digits, and the space above and below them, take.
const CAPITALS_SHARE: f64 = 0.72;
const ASCENT_SHARE: f64 = 0.92;
const DESCENT_SHARE: f64 = 0.22;

/// A chart's box on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BoxSize {
    /// In the chart's own pixels.
    pub size: Size,
    /// In device pixels.
    pub device: (u32, u32),
    /// Device pixels to one of the chart's.
    pub ratio: f64,
}

pub struct Canvas {
    stock: CanvasBackend,
    context: CanvasRenderingContext2d,
    font: String,
    font_set: String,
}

type CanvasError = <CanvasBackend as DrawingBackend>::ErrorType;
type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

impl Canvas {
    /// Clears the element, at the right size, and draws on it. Errors of a canvas can't be mended and only
    /// leave the picture incomplete, so they go to the console.
    pub fn paint(element: &HtmlCanvasElement, size: BoxSize, draw: impl FnOnce(&mut Surface<Canvas>)) {
        let Some(mut canvas) = Canvas::begin(element, size) else { return };
        let resolution = Resolution::new(size.ratio, SUBDIVISIONS);
        let mut surface = Surface::new(&mut canvas, resolution);
        draw(&mut surface);
        if let Err(error) = surface.finish() {
            leptos::logging::warn!("a chart is incomplete: {error}");
        }
    }

    fn begin(element: &HtmlCanvasElement, size: BoxSize) -> Option<Canvas> {
        // Setting a canvas' size clears it, and costs a new bitmap.
        let is_sized = (element.width(), element.height()) == size.device;
        if !is_sized {
            element.set_width(size.device.0);
            element.set_height(size.device.1);
        }
        let context: CanvasRenderingContext2d = element.get_context("2d").ok()??.dyn_into().ok()?;
        let stock = CanvasBackend::with_canvas_object(element.clone())?;
        let font = environment().with_untracked(|environment| environment.font.clone());
        let canvas = Canvas { stock, context, font, font_set: String::new() };
        canvas.in_device_pixels();
        if is_sized {
            canvas.context.clear_rect(0.0, 0.0, f64::from(size.device.0), f64::from(size.device.1));
        }
        canvas.context.set_line_join("round");
        canvas.context.set_line_cap("round");
        canvas.in_units();
        Some(canvas)
    }

    fn in_device_pixels(&self) {
        self.scale(1.0);
    }

    fn in_units(&self) {
        self.scale(1.0 / f64::from(SUBDIVISIONS));
    }

    fn scale(&self, scale: f64) {
        // Fails for no finite number.
        let _ = self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.stock.get_size();
        (width.saturating_mul(SUBDIVISIONS), height.saturating_mul(SUBDIVISIONS))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, style: BackendColor) -> Drawn {
        self.stock.draw_pixel(point, style)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.stock.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.stock.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stock.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stock.fill_polygon(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.stock.draw_circle(center, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let size_px = style.size() / f64::from(SUBDIVISIONS);
        let font = css_font(size_px, is_bold(style), &self.font);
        if font != self.font_set {
            self.context.set_font(&font);
            self.font_set = font;
        }
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        // The baseline is computed, because browsers disagree on where the middle of a text is.
        let down = match style.anchor().v_pos {
            VPos::Top => ASCENT_SHARE,
            VPos::Center => CAPITALS_SHARE / 2.0,
            VPos::Bottom => -DESCENT_SHARE,
        };
        let (r, g, b) = style.color().rgb;
        self.context.set_fill_style_str(&chart::Rgb(r, g, b).css());
        self.in_device_pixels();
        let at = |units: i32| f64::from(units) / f64::from(SUBDIVISIONS);
        // Fails for no finite position.
        let _ = self.context.fill_text(text, at(x), (at(y) + down * size_px).round());
        self.in_units();
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        let width = text_width(text, style.size(), is_bold(style));
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// A label's width in the chart's pixels.
pub fn label_width_px(text: &str) -> f64 {
    text_width(text, LABEL_PX, false)
}

/// Widths per pixel of text size, measured once at a size where rounding doesn't matter.
struct Measured {
    context: Option<CanvasRenderingContext2d>,
    font: String,
    regular: HashMap<String, f64>,
    bold: HashMap<String, f64>,
}

thread_local! {
    static MEASURED: RefCell<Measured> = RefCell::new(Measured {
        context: scratch_context(),
        font: String::new(),
        regular: HashMap::new(),
        bold: HashMap::new(),
    });
}

const MEASURED_PX: f64 = 100.0;
/// What a letter takes where nothing can be measured.
const LETTER_SHARE: f64 = 0.6;

fn text_width(text: &str, size: f64, is_bold: bool) -> f64 {
    MEASURED.with_borrow_mut(|measured| {
        environment().with_untracked(|environment| measured.forget_unless(&environment.font));
        measured.share(text, is_bold) * size
    })
}

impl Measured {
    fn forget_unless(&mut self, font: &str) {
        if self.font != font || self.regular.len() + self.bold.len() > MOST_MEASURED {
            self.regular.clear();
            self.bold.clear();
            font.clone_into(&mut self.font);
        }
    }

    fn share(&mut self, text: &str, is_bold: bool) -> f64 {
        let known = if is_bold { &mut self.bold } else { &mut self.regular };
        if let Some(share) = known.get(text) {
            return *share;
        }
        let width = self.context.as_ref().and_then(|context| {
            context.set_font(&css_font(MEASURED_PX, is_bold, &self.font));
            context.measure_text(text).ok().map(|metrics| metrics.width())
        });
        let share = width.map_or(LETTER_SHARE * text.chars().count() as f64, |width| width / MEASURED_PX);
        known.insert(text.to_owned(), share);
        share
    }
}

fn is_bold(style: &impl BackendTextStyle) -> bool {
    matches!(style.style(), FontStyle::Bold)
}

fn css_font(size_px: f64, is_bold: bool, family: &str) -> String {
    let weight = if is_bold { "600 " } else { "" };
    format!("{weight}{size_px:.2}px {family}")
}
