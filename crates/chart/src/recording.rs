//! A backend for tests: what was drawn, as lines of text that a person can read and compare.

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;

/// Every letter is six tenths as wide as the text is high.
pub const LETTER_SHARE: f64 = 0.6;

#[derive(Default)]
pub struct Recording {
    pub commands: Vec<String>,
}

/// Longer paths are told by their ends and length.
const MOST_POINTS: usize = 12;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Recording {
    pub fn text(&self) -> String {
        self.commands.join("\n") + "\n"
    }

    fn push(&mut self, command: String) -> Drawn {
        self.commands.push(command);
        Ok(())
    }
}

fn color(style: &impl BackendStyle) -> String {
    let BackendColor { alpha, rgb: (r, g, b) } = style.color();
    let alpha = if alpha == 1.0 { String::new() } else { format!("@{alpha:.2}") };
    format!("#{r:02x}{g:02x}{b:02x}{alpha}")
}

fn path(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let points: Vec<_> = points.into_iter().collect();
    let text = |points: &[BackendCoord]| {
        points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    };
    match points.len() {
        ..=MOST_POINTS => text(&points),
        count => format!("{} … {} ({count} points)", text(&points[..3]), text(&points[count - 3..])),
    }
}

impl DrawingBackend for Recording {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (u32::MAX, u32::MAX)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, style: BackendColor) -> Drawn {
        self.push(format!("pixel {x},{y} {}", color(&style)))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.push(format!("line {} {}", path([from, to]), color(style)))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.push(format!("rect {} {}", path([from, to]), color(style)))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.push(format!("path {} {} width {}", path(points), color(style), style.stroke_width()))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.push(format!("area {} {}", path(points), color(style)))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.push(format!("dot {x},{y} {} radius {radius}", color(style)))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let horizontal = match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let vertical = match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        let size = style.size();
        self.push(format!("text {x},{y} {horizontal} {vertical} {size} {} {text:?}", color(&style.color())))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text.chars().count() as f64 * style.size() * LETTER_SHARE;
        Ok((width.round() as u32, style.size() as u32))
    }
}
