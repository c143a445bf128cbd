//! The box with the endpoint, the prompt, the seed and the size, in letters that grow with the picture.

use embedded_graphics::Drawable as _;
use embedded_graphics::geometry::Point;
use embedded_graphics::mono_font::iso_8859_1::{FONT_6X10, FONT_6X13_BOLD, FONT_9X18_BOLD, FONT_10X20};
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor as _, WebColors as _};
use embedded_graphics::text::{Baseline, Text};

use super::canvas::Canvas;
use super::recipe::Recipe;

/// Most lines of the prompt that are drawn.
const MAX_LINES: u32 = 8;

/// Letters and distances of one label, in units of `scale` pixels.
struct Layout {
    title: &'static MonoFont<'static>,
    text: &'static MonoFont<'static>,
    scale: u32,
    columns: u32,
    lines: u32,
}

/// Draws the label into the lower left corner. A picture that is too small gets none.
pub(super) fn label(canvas: &mut Canvas, recipe: &Recipe) {
    let Some(layout) = layout(canvas.width, canvas.height) else { return };
    let prompt = wrap(&recipe.prompt, layout.columns as usize, layout.lines as usize);
    let footer = footer(recipe);
    let (line, gap) = (layout.text.character_size.height, layout.text.character_size.width);
    let rows = prompt.len() as u32 + 2;
    let height = (rows * line + 2 * gap) * layout.scale;
    let (left, top) = (gap * layout.scale, canvas.height.saturating_sub(height + gap * layout.scale));
    darken(canvas, (left, canvas.width - left.min(canvas.width)), (top, top + height));

    let mut view = canvas.scaled(layout.scale, left + gap * layout.scale, top + gap * layout.scale);
    let styled = [(layout.title, Rgb888::CSS_GOLD), (layout.text, Rgb888::WHITE), (layout.text, Rgb888::CSS_SILVER)];
    let [title, body, small] = styled.map(|(font, color)| MonoTextStyle::new(font, color));
    let lines = std::iter::once((recipe.endpoint.as_str(), title))
        .chain(prompt.iter().map(|text| (text.as_str(), body)))
        .chain(std::iter::once((footer.as_str(), small)));
    for (row, (text, style)) in (0_i32..).zip(lines) {
        let text: String = text.chars().take(layout.columns as usize).collect();
        let origin = Point::new(0, row * line as i32);
        // The target cannot fail.
        let Ok(_) = Text::with_baseline(&text, origin, style, Baseline::Top).draw(&mut view);
    }
}

fn layout(width: u32, height: u32) -> Option<Layout> {
    let (title, text, scale) = match width.min(height) {
        0..60 => return None,
        short @ 60..400 => (&FONT_6X13_BOLD, &FONT_6X10, 1 + short / 300),
        short => (&FONT_9X18_BOLD, &FONT_10X20, (short + 200) / 450),
    };
    let letter = text.character_size;
    let columns = (width / (letter.width * scale)).checked_sub(4)?;
    // Title, footer and the distances around them come first; the prompt takes at most half of the height.
    let lines = (height / 2 / (letter.height * scale)).saturating_sub(1).min(MAX_LINES);
    (columns >= 8).then_some(Layout { title, text, scale, columns, lines })
}

fn footer(recipe: &Recipe) -> String {
    let size = format!("{}x{}", recipe.width, recipe.height);
    match recipe.progress {
        Some((step, steps)) => format!("step {step}/{steps} | seed {} | {size}", recipe.seed),
        None => format!("seed {} | {size} | picture {}", recipe.seed, recipe.index + 1),
    }
}

fn darken(canvas: &mut Canvas, x: (u32, u32), y: (u32, u32)) {
    canvas.each(x, y, |pixel| pixel.iter_mut().for_each(|part| *part = (u16::from(*part) * 2 / 7) as u8));
}

/// Wraps a text at words into lines of at most `columns` characters. A text of more than `max_lines` ends in `...`.
fn wrap(text: &str, columns: usize, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().filter(|letter| !letter.is_control()).collect();
        if let Some(line) = lines.last_mut().filter(|line| line.chars().count() + 1 + rest.len() <= columns) {
            line.push(' ');
            line.extend(rest);
            continue;
        }
        while !rest.is_empty() {
            let next = rest.split_off(rest.len().min(columns));
            lines.push(std::mem::replace(&mut rest, next).into_iter().collect());
        }
    }
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            *last = last.chars().take(columns.saturating_sub(3)).chain("...".chars()).collect();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_wrapped_at_words() {
        assert_eq!(wrap("a cat on a mat", 6, 9), ["a cat", "on a", "mat"]);
        assert_eq!(wrap("abcdefghij k", 4, 9), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("one two three", 5, 2), ["one", "tw..."]);
        assert!(wrap(" \n", 5, 2).is_empty());
    }
}
