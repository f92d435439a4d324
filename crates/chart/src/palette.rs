//! Colours: the palette that lines take in turn, colours written in a dashboard, the theme's tokens.
//!
//! Neighbouring palette entries differ in lightness as well as in hue, so that they stay apart for
//! people who don't see red and green as two colours, and on a bad projector.

/// What a line's colour is said to be; what it looks like depends on the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// The n-th of the palette, counted from 0; wraps around after [`PALETTE_LEN`].
    Palette(usize),
    /// As written in the dashboard; the same in both themes.
    Fixed(Rgb),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// How many lines get a colour of their own.
pub const PALETTE_LEN: usize = 20;

const LIGHT: [Rgb; PALETTE_LEN / 2] = [
    Rgb(0x2a, 0x6f, 0xdb),
    Rgb(0xe0, 0x70, 0x0f),
    Rgb(0x14, 0x8a, 0x68),
    Rgb(0xc9, 0x30, 0x4e),
    Rgb(0x7a, 0x4f, 0xc9),
    Rgb(0x13, 0x98, 0xc6),
    Rgb(0x9a, 0x6b, 0x08),
    Rgb(0xc8, 0x4b, 0xa0),
    Rgb(0x5f, 0x8a, 0x1f),
    Rgb(0x64, 0x74, 0x8b),
];

const DARK: [Rgb; PALETTE_LEN / 2] = [
    Rgb(0x6a, 0xa5, 0xff),
    Rgb(0xff, 0x9d, 0x47),
    Rgb(0x3f, 0xc7, 0x96),
    Rgb(0xff, 0x6b, 0x81),
    Rgb(0xb0, 0x8c, 0xff),
    Rgb(0x4c, 0xc6, 0xef),
    Rgb(0xd9, 0xa9, 0x3b),
    Rgb(0xf0, 0x7f, 0xc8),
    Rgb(0xa3, 0xcf, 0x52),
    Rgb(0x9a, 0xa9, 0xbd),
];

impl Color {
    /// Reads `#RRGGBB` (and `#RGB`), the only notation that a DashboardBody knows.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#')?;
        if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(hex, 16).ok()?;
        let [_, r, g, b] = number.to_be_bytes();
        match hex.len() {
            6 => Some(Color::Fixed(Rgb(r, g, b))),
            3 => Some(Color::Fixed(Rgb((g & 15) * 17, (b >> 4) * 17, (b & 15) * 17))),
            _ => None,
        }
    }

    pub fn resolve(self, is_dark: bool) -> Rgb {
        let index = match self {
            Color::Fixed(rgb) => return rgb,
            Color::Palette(index) => index % PALETTE_LEN,
        };
        let base = if is_dark { DARK } else { LIGHT }[index % LIGHT.len()];
        // The second round is the same hues, deeper on paper and paler on a dark ground.
        match (index < LIGHT.len(), is_dark) {
            (true, _) => base,
            (false, false) => base.mix(Rgb(0, 0, 0), 0.38),
            (false, true) => base.mix(Rgb(255, 255, 255), 0.5),
        }
    }
}

impl Rgb {
    /// `share` of `other` mixed into this colour.
    pub fn mix(self, other: Rgb, share: f64) -> Rgb {
        let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Rgb(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// `#rrggbb`, for CSS.
    pub fn css(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::from("#");
        for channel in [self.0, self.1, self.2] {
            text.push(char::from(DIGITS[usize::from(channel >> 4)]));
            text.push(char::from(DIGITS[usize::from(channel & 15)]));
        }
        text
    }

    /// Perceived lightness from 0 to 1, to tell a dark ground from a light one.
    pub fn lightness(self) -> f64 {
        (0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2)) / 255.0
    }
}

/// The colours that a chart is painted with beside those of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub text: Rgb,
    pub text_muted: Rgb,
    pub grid: Rgb,
    /// What the chart stands on: separates neighbouring areas and rings dots.
    pub surface: Rgb,
    pub accent: Rgb,
    pub is_dark: bool,
}

impl Theme {
    pub const LIGHT: Theme = Theme {
        text: Rgb(0x16, 0x1d, 0x26),
        text_muted: Rgb(0x5c, 0x68, 0x77),
        grid: Rgb(0xe9, 0xec, 0xf0),
        surface: Rgb(0xff, 0xff, 0xff),
        accent: Rgb(0x2a, 0x6f, 0xdb),
        is_dark: false,
    };

    pub const DARK: Theme = Theme {
        text: Rgb(0xe3, 0xe8, 0xef),
        text_muted: Rgb(0x94, 0xa1, 0xb3),
        grid: Rgb(0x2a, 0x33, 0x3f),
        surface: Rgb(0x16, 0x1d, 0x26),
        accent: Rgb(0x6a, 0xa5, 0xff),
        is_dark: true,
    };

    pub fn line_color(&self, color: Color) -> Rgb {
        color.resolve(self.is_dark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hex_colours_are_read() {
        let fixed = |r, g, b| Some(Color::Fixed(Rgb(r, g, b)));
        for (text, expected) in [
            ("#1f77b4", fixed(0x1f, 0x77, 0xb4)),
            ("#FFAA00", fixed(255, 0xaa, 0)),
            ("#fa0", fixed(255, 0xaa, 0)),
            ("red", None),
            ("#", None),
            ("#12", None),
            ("#+12345", None),
            ("#12345g", None),
            ("#1234567", None),
        ] {
            assert_eq!(Color::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn css_reads_back() {
        let rgb = Rgb(1, 0x20, 0xff);
        assert_eq!(rgb.css(), "#0120ff");
        assert_eq!(Color::parse(&rgb.css()), Some(Color::Fixed(rgb)));
    }

    #[test]
    fn every_line_up_to_twenty_differs_and_stands_off_its_ground() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            let colors: Vec<Rgb> =
                (0..PALETTE_LEN).map(|index| theme.line_color(Color::Palette(index))).collect();
            for (index, color) in colors.iter().enumerate() {
                assert!(!colors[..index].contains(color), "{index}");
                assert!((color.lightness() - theme.surface.lightness()).abs() > 0.3, "{index} {color:?}");
            }
            assert_eq!(theme.line_color(Color::Palette(PALETTE_LEN)), colors[0]);
        }
    }
}
