//! Plotters' canvas backend with what it lacks: positions between pixels, device pixels, round joins, texts
//! measured without a layout.
//!
//! The stock backend draws in whole numbers. Here one of them is a sixteenth of a device pixel, and the
//! canvas itself divides. Strokes and areas are the stock backend's but for their colours, which it writes
//! with the standard library's formatter of floats: nine kilobytes for an opacity. Texts are drawn here.

use super::environment::{environment_untracked, scratch_context};
use chart::{LABEL_PX, Resolution, Size, Surface};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use plotters_canvas::CanvasBackend;
use std::cell::RefCell;
use std::convert::Infallible;
use std::f64::consts::TAU;
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

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Canvas {
    /// Clears the element, at the right size, and draws on it.
    pub fn paint(element: &HtmlCanvasElement, size: BoxSize, draw: &mut dyn FnMut(&mut Surface<Canvas>)) {
        let Some(mut canvas) = Canvas::begin(element, size) else { return };
        let mut surface = Surface::new(&mut canvas, Resolution::new(size.ratio, SUBDIVISIONS));
        draw(&mut surface);
        // Nothing on a canvas fails, see below.
        surface.finish().unwrap_or_default();
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
        let canvas = Canvas {
            stock,
            context,
            font: environment_untracked(|environment| environment.font.clone()),
            font_set: String::new(),
        };
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
        self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).unwrap_or_default();
    }

    fn trace(&self, path: &mut dyn Iterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (x, y) in path {
            // The first of a path begins it.
            self.context.line_to(f64::from(x), f64::from(y));
        }
    }

    /// Fills or strokes what has been traced.
    fn finish(&self, color: BackendColor, stroke_width: u32, fill: bool) {
        let color = css_color(color);
        if fill {
            self.context.set_fill_style_str(&color);
            self.context.fill();
        } else {
            self.context.set_stroke_style_str(&color);
            self.context.set_line_width(f64::from(stroke_width));
            self.context.stroke();
        }
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

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

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.context.set_fill_style_str(&css_color(color));
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let [left, top, right, bottom] = [left, top, right, bottom].map(f64::from);
        self.context.begin_path();
        self.context.rect(left, top, right - left, bottom - top);
        self.finish(style.color(), style.stroke_width(), fill);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.trace(&mut path.into_iter());
        self.finish(style.color(), style.stroke_width(), false);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.trace(&mut path.into_iter());
        self.finish(style.color(), style.stroke_width(), true);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        // Fails for no radius that isn't negative.
        self.context.arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, TAU).unwrap_or_default();
        self.finish(style.color(), style.stroke_width(), fill);
        Ok(())
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
        self.context.fill_text(text, at(x), (at(y) + down * size_px).round()).unwrap_or_default();
        self.in_units();
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
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
    /// By weight and text, ascending.
    widths: Vec<((bool, String), f64)>,
}

thread_local! {
    static MEASURED: RefCell<Measured> =
        RefCell::new(Measured { context: scratch_context(), font: String::new(), widths: Vec::new() });
}

const MEASURED_PX: f64 = 100.0;
/// What a letter takes where nothing can be measured.
const LETTER_SHARE: f64 = 0.6;

fn text_width(text: &str, size: f64, is_bold: bool) -> f64 {
    let font = environment_untracked(|environment| environment.font.clone());
    MEASURED.with_borrow_mut(|measured| {
        if measured.font != font || MOST_MEASURED < measured.widths.len() {
            measured.widths.clear();
            measured.font = font;
        }
        let order = |known: &((bool, String), f64)| {
            let (known_bold, known_text) = &known.0;
            known_bold.cmp(&is_bold).then_with(|| known_text.as_str().cmp(text))
        };
        let share = match measured.widths.binary_search_by(order) {
            Ok(place) => measured.widths[place].1,
            Err(place) => {
                let share = measured.share(text, is_bold);
                measured.widths.insert(place, ((is_bold, text.to_owned()), share));
                share
            }
        };
        share * size
    })
}

impl Measured {
    fn share(&self, text: &str, is_bold: bool) -> f64 {
        let width = self.context.as_ref().and_then(|context| {
            context.set_font(&css_font(MEASURED_PX, is_bold, &self.font));
            context.measure_text(text).ok().map(|metrics| metrics.width())
        });
        width.map_or(LETTER_SHARE * text.chars().count() as f64, |width| width / MEASURED_PX)
    }
}

fn is_bold(style: &impl BackendTextStyle) -> bool {
    matches!(style.style(), FontStyle::Bold)
}

/// `#rrggbb`, and two digits more for what isn't opaque.
fn css_color(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    let opaque = chart::Rgb(r, g, b).css();
    let opacity = (color.alpha * 255.0).round() as u8;
    if opacity == u8::MAX {
        return opaque;
    }
    // Of a grey the first two digits are the level.
    opaque + &chart::Rgb(opacity, opacity, opacity).css()[1..3]
}

fn css_font(size_px: f64, is_bold: bool, family: &str) -> String {
    // Sizes are rounded to hundredths: a float's full text is long, and costs code.
    let hundredths = (size_px * 100.0).round() as u32;
    let weight = if is_bold { "600 " } else { "" };
    format!("{weight}{}.{:02}px {family}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn colours_of_the_canvas() {
        for (alpha, expected) in
            [(1.0, "#0120ff"), (0.5, "#0120ff80"), (0.15, "#0120ff26"), (0.0, "#0120ff00")]
        {
            assert_eq!(css_color(BackendColor { alpha, rgb: (1, 0x20, 0xff) }), expected);
        }
    }
}
