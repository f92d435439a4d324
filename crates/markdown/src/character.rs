//! Which characters are space and which are punctuation, as far as emphasis needs to know.
//!
//! CommonMark asks for Unicode's categories of punctuation and symbols. Instead of their table there is what
//! they are not: letters and digits, which the standard library knows, and the few marks and invisible
//! characters that belong to words.

/// Unicode's `Zs`, and what ends lines.
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\u{c}' | '\r' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

pub fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    !c.is_alphanumeric() && !is_space(c) && !is_part_of_words(c)
}

/// Of what is neither letter nor digit: combining marks, and what is invisible or has no meaning of its own.
fn is_part_of_words(c: char) -> bool {
    match c {
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' => true,
        '\u{591}'..='\u{5bd}' | '\u{600}'..='\u{605}' | '\u{610}'..='\u{61c}' | '\u{64b}'..='\u{65f}' => true,
        // The marks of India and its neighbours; dandas are punctuation.
        '\u{964}' | '\u{965}' | '\u{970}' => false,
        '\u{6d6}'..='\u{6ed}' | '\u{711}'..='\u{902}' | '\u{93c}'..='\u{9cd}' => true,
        '\u{a3c}'..='\u{a71}' | '\u{abc}'..='\u{acd}' | '\u{b3c}'..='\u{b4d}' | '\u{bcd}' => true,
        '\u{c3c}'..='\u{c4d}' | '\u{cbc}'..='\u{ccd}' | '\u{d3b}'..='\u{d4d}' | '\u{dca}' => true,
        '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' => true,
        '\u{1037}'..='\u{103a}' | '\u{135d}'..='\u{135f}' | '\u{17b4}'..='\u{17d3}' => true,
        '\u{1ab0}'..='\u{1b44}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' => true,
        '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}' | '\u{e000}'..='\u{f8ff}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'.. => true,
        _ => false,
    }
}
