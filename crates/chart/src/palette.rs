//! Colours: the palette that lines take in turn, colours written in a dashboard, the theme's tokens.
//!
//! The themes here are what a picture without a page is painted with; in a page the style sheet's tokens
//! take their place.

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

/// How many hues a theme has for lines.
pub const HUES: usize = 10;
/// How many lines get a colour of their own: the second round is the same hues, deeper or paler.
pub const PALETTE_LEN: usize = 2 * HUES;

const fn rgb(hex: u32) -> Rgb {
    let [_, r, g, b] = hex.to_be_bytes();
    Rgb(r, g, b)
}

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
}

impl Rgb {
    /// `share` of `other` mixed into this colour.
    pub fn mix(self, other: Rgb, share: f64) -> Rgb {
        let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Rgb(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// `#rrggbb`, for CSS.
    pub fn css(self) -> String {
        let Rgb(red, green, blue) = self;
        format!("#{red:02x}{green:02x}{blue:02x}")
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
    /// What lines take in turn.
    pub series: [Rgb; HUES],
}

impl Theme {
    pub const LIGHT: Theme = Theme {
        text: rgb(0x17202b),
        text_muted: rgb(0x57626f),
        grid: rgb(0xe9ecf0),
        surface: rgb(0xffffff),
        accent: rgb(0x0b63c4),
        series: [
            rgb(0x1f77c4),
            rgb(0xd9660a),
            rgb(0x258a3e),
            rgb(0xcf2f35),
            rgb(0x8459bd),
            rgb(0x94584a),
            rgb(0xca4fa0),
            rgb(0x69727d),
            rgb(0x8a8a12),
            rgb(0x0e8a9e),
        ],
    };

    pub const DARK: Theme = Theme {
        text: rgb(0xe4e9ef),
        text_muted: rgb(0x98a4b3),
        grid: rgb(0x232a33),
        surface: rgb(0x161a21),
        accent: rgb(0x5ca8ff),
        series: [
            rgb(0x58a6f0),
            rgb(0xf39a4c),
            rgb(0x57bf70),
            rgb(0xf2736f),
            rgb(0xb294e6),
            rgb(0xc7927f),
            rgb(0xec8bc8),
            rgb(0xa3adb9),
            rgb(0xc9c54a),
            rgb(0x45c2d6),
        ],
    };

    pub fn is_dark(&self) -> bool {
        self.surface.lightness() < 0.5
    }

    pub fn line_color(&self, color: Color) -> Rgb {
        let index = match color {
            Color::Fixed(rgb) => return rgb,
            Color::Palette(index) => index % PALETTE_LEN,
        };
        let hue = self.series[index % HUES];
        match (index < HUES, self.is_dark()) {
            (true, _) => hue,
            (false, false) => hue.mix(Rgb(0, 0, 0), 0.4),
            (false, true) => hue.mix(Rgb(255, 255, 255), 0.5),
        }
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
