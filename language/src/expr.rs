//! Type expressions: `list<LoraWeight>`, `map<string, float>`, `ImageSize | ImageSizePreset`. Names are resolved in
//! `lower`.

use std::fmt;
use std::ops::Range;

/// Deepest nesting of an expression.
const MAX_DEPTH: usize = 16;

/// A type expression whose names are not resolved yet.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// The name of a builtin or declared type, and its range in the string.
    Name(String, Range<usize>),
    /// `list<T>`.
    List(Box<Expr>),
    /// `map<string, T>`.
    Map(Box<Expr>),
    /// `A | B`.
    Union(Vec<Expr>),
    /// `T?`, inside a list or map.
    Nullable(Box<Expr>),
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name, _) => f.write_str(name),
            Self::List(item) => write!(f, "list<{item}>"),
            Self::Map(value) => write!(f, "map<string, {value}>"),
            Self::Union(arms) => {
                for (index, arm) in arms.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { " | " })?;
                    arm.fmt(f)?;
                }
                Ok(())
            }
            Self::Nullable(inner) => write!(f, "{inner}?"),
        }
    }
}

/// Why a string is not a type expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Malformed {
    /// What was expected.
    pub expected: &'static str,
    /// The range of the error in the string.
    pub at: Range<usize>,
}

/// Parses a whole string.
pub fn parse(text: &str) -> Result<Expr, Malformed> {
    let mut parser = Parser { text, at: 0 };
    let expr = parser.union(0)?;
    parser.blanks();
    if text[parser.at..].starts_with('?') {
        return Err(parser.expected("no `?` here: a field that is not required may be null anyway"));
    }
    if parser.at < text.len() {
        return Err(parser.expected("`|` or the end"));
    }
    Ok(expr)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn union(&mut self, depth: usize) -> Result<Expr, Malformed> {
        let mut arms = vec![self.single(depth)?];
        while self.eat('|') {
            arms.push(self.single(depth)?);
        }
        Ok(if arms.len() == 1 { arms.remove(0) } else { Expr::Union(arms) })
    }

    /// The type of the items of a list or map.
    fn item(&mut self, depth: usize) -> Result<Expr, Malformed> {
        let item = self.union(depth)?;
        if !self.eat('?') {
            return Ok(item);
        }
        // In `A | B?`, either the whole union or only the last alternative could be nullable.
        if matches!(item, Expr::Union(_)) {
            self.at -= 1;
            return Err(self.expected("no `?` after a union: declare a type for it, or use `json`"));
        }
        Ok(Expr::Nullable(Box::new(item)))
    }

    fn single(&mut self, depth: usize) -> Result<Expr, Malformed> {
        if depth > MAX_DEPTH {
            return Err(self.expected("a type that is nested less deeply"));
        }
        let (name, at) = self.name()?;
        match name.as_str() {
            "list" => {
                self.require('<', "`<`, as in `list<string>`")?;
                let item = self.item(depth + 1)?;
                self.require('>', "`>`")?;
                Ok(Expr::List(Box::new(item)))
            }
            "map" => {
                self.require('<', "`<`, as in `map<string, float>`")?;
                let (key, key_at) = self.name()?;
                if key != "string" {
                    return Err(Malformed { expected: "`string`: JSON keys are strings", at: key_at });
                }
                self.require(',', "`,`, as in `map<string, float>`")?;
                let value = self.item(depth + 1)?;
                self.require('>', "`>`")?;
                Ok(Expr::Map(Box::new(value)))
            }
            _ => Ok(Expr::Name(name, at)),
        }
    }

    fn name(&mut self) -> Result<(String, Range<usize>), Malformed> {
        self.blanks();
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if len == 0 {
            return Err(self.expected("a type"));
        }
        let at = self.at..self.at + len;
        self.at = at.end;
        Ok((rest[..len].to_owned(), at))
    }

    fn blanks(&mut self) {
        self.at += self.text[self.at..].len() - self.text[self.at..].trim_start_matches(' ').len();
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.blanks();
        let matches = self.text[self.at..].starts_with(wanted);
        self.at += if matches { wanted.len_utf8() } else { 0 };
        matches
    }

    fn require(&mut self, wanted: char, expected: &'static str) -> Result<(), Malformed> {
        if self.eat(wanted) { Ok(()) } else { Err(self.expected(expected)) }
    }

    fn expected(&self, expected: &'static str) -> Malformed {
        let len = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Malformed { expected, at: self.at..self.at + len }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expr, parse};

    fn name(text: &str, start: usize) -> Expr {
        Expr::Name(text.to_owned(), start..start + text.len())
    }

    #[test]
    fn lists_maps_and_unions_nest() {
        let inner = Expr::Union(vec![name("A", 17), name("integer", 21)]);
        let expected = Expr::List(Box::new(Expr::Map(Box::new(inner))));
        assert_eq!(parse("list<map<string, A | integer>>"), Ok(expected));
    }

    #[test]
    fn errors_have_what_was_expected_and_the_position() {
        let at = |text: &str| parse(text).map_err(|error| (error.expected, error.at.start)).unwrap_err();
        assert_eq!(at("list<string"), ("`>`", 11));
        assert_eq!(at("map<integer, string>").1, 4);
        assert_eq!(at("a b"), ("`|` or the end", 2));
        assert_eq!(at(""), ("a type", 0));
    }

    #[test]
    fn only_items_may_be_null() {
        let item = Expr::Nullable(Box::new(name("float", 5)));
        assert_eq!(parse("list<float?>"), Ok(Expr::List(Box::new(item))));
        for text in ["float?", "list<float>?", "A? | B", "list<A | B?>", "list<float??>"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&format!("{}string{}", "list<".repeat(100_000), ">".repeat(100_000))).is_err());
    }
}
