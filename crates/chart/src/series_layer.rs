//! The layer of the lines themselves: what shall be drawn ([`LineMarks`]) and who draws it ([`SeriesLayer`]).
//!
//! The one seam where speed will be won: [`StrokedSeries`] hands paths to the backend, and another
//! implementation may rasterise the same marks and hand over one bitmap. Nothing else has to change.

use crate::decimate::Runs;
use crate::palette::Rgb;
use crate::scale::{Point, Rect};
use crate::surface::Surface;
use plotters_backend::DrawingBackend;

/// One line's geometry in CSS pixels, decimated and cut to the plot.
#[derive(Clone, Debug)]
pub struct LineMarks {
    pub color: Rgb,
    pub alpha: f64,
    pub width_px: f64,
    pub strokes: Runs,
    /// Polygons under the strokes, of a stacked line or a band.
    pub areas: Vec<Vec<Point>>,
    pub area_alpha: f64,
}

pub trait SeriesLayer {
    fn paint<DB: DrawingBackend>(&mut self, marks: &[LineMarks], plot: &Rect, surface: &mut Surface<DB>);
}

/// Paths and polygons through the backend.
pub struct StrokedSeries;

/// A datapoint without neighbours is a dot, or it would be invisible.
const LONE_DOT_RADIUS_PX: f64 = 2.0;

impl SeriesLayer for StrokedSeries {
    fn paint<DB: DrawingBackend>(&mut self, marks: &[LineMarks], _plot: &Rect, surface: &mut Surface<DB>) {
        for mark in marks {
            for area in &mark.areas {
                surface.fill(area, mark.color, mark.area_alpha);
            }
        }
        for mark in marks {
            for run in mark.strokes.iter() {
                match run {
                    [only] => surface.dot(*only, LONE_DOT_RADIUS_PX, mark.color, mark.alpha),
                    _ => surface.stroke(run, mark.color, mark.alpha, mark.width_px),
                }
            }
        }
    }
}
