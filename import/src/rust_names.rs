//! Sets `rust_name:` for fields, values and modules whose derived name is not available.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use fal_schema::ir::Home;
use fal_schema::names::{self, NoName, RESERVED_MODULES};
use fal_schema::naming::reserved;
use fal_schema::schema::{EndpointFile, FieldEntry};

/// Maximum length of a name before a number is appended; a `rust_name:` has at most 100 ASCII characters.
const MAX_LENGTH: usize = 90;

/// Sets all Rust names that are necessary and missing.
pub(crate) fn set(file: &mut EndpointFile) {
    fields(&mut file.input);
    fields(&mut file.output);
    for (name, entry) in &mut file.types {
        if let Some(inner) = &mut entry.fields {
            fields(inner);
        }
        let texts = entry.integers.iter().flatten().map(ToString::to_string);
        let wires: Vec<String> = entry.values.iter().flatten().cloned().chain(texts).collect();
        entry.rust_names.retain(|wire, _| wires.contains(wire));
        values(name, &wires, &mut entry.rust_names);
    }
}

fn fields(fields: &mut IndexMap<String, FieldEntry>) {
    let mut taken: BTreeSet<String> = fields.values().filter_map(|field| field.rust_name.clone()).collect();
    for (index, (wire, field)) in fields.iter_mut().enumerate() {
        if field.rust_name.is_some() {
            continue;
        }
        let derived = names::field_name(wire);
        let is_free = |name: &String, taken: &BTreeSet<String>| {
            !reserved::FIELDS.contains(&name.as_str()) && !taken.contains(name)
        };
        if let Some(name) = derived.as_ref().ok().filter(|name| is_free(name, &taken)) {
            taken.insert(name.clone());
            continue;
        }
        let base = match derived {
            Ok(name) => format!("{name}_value"),
            Err(_) => names::field_name(&format!("field_{}", ascii(wire))).unwrap_or_else(|_| format!("field_{index}")),
        };
        let base: String = base.chars().take(MAX_LENGTH).collect();
        let base = if base.is_ascii() { base } else { format!("field_{index}") };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let chosen = std::iter::once(base.clone()).chain(numbered).find(|name| is_free(name, &taken));
        taken.extend(chosen.clone());
        field.rust_name = chosen;
    }
}

fn values(type_name: &str, wires: &[String], given: &mut IndexMap<String, String>) {
    let mut taken: BTreeSet<String> = given.values().cloned().chain(reserved::VARIANTS.map(str::to_owned)).collect();
    for (index, wire) in wires.iter().enumerate() {
        if given.contains_key(wire) {
            continue;
        }
        let derived = names::variant_name(type_name, wire);
        if let Some(name) = derived.as_ref().ok().filter(|name| !taken.contains(*name)) {
            taken.insert(name.clone());
            continue;
        }
        let base = match derived {
            // `Hope ` becomes `Hope2` next to `Hope`. A name that ends in a digit gets a suffix, such as `V2Other` next
            // to `V2`.
            Ok(name) if name == "Unknown" => "UnknownValue".to_owned(),
            Ok(name) => {
                if name.ends_with(|c: char| c.is_numeric()) {
                    name + "Other"
                } else {
                    name
                }
            }
            Err(NoName::Empty) => symbol_names(wire).unwrap_or_else(|| format!("Value{}", index + 1)),
            Err(_) => {
                names::type_name(&format!("value_{}", ascii(wire))).unwrap_or_else(|_| format!("Value{}", index + 1))
            }
        };
        let base: String = base.chars().take(MAX_LENGTH).collect();
        let base = if base.is_ascii() { base } else { format!("Value{}", index + 1) };
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let chosen = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name));
        if let Some(name) = chosen {
            taken.insert(name.clone());
            given.insert(wire.clone(), name);
        }
    }
}

/// Names a value that consists of symbols: `+` becomes `Plus`.
fn symbol_names(wire: &str) -> Option<String> {
    let name_of = |c: char| {
        Some(match c {
            '+' => "Plus",
            '-' => "Minus",
            '*' => "Star",
            '/' => "Slash",
            '=' => "Equal",
            '<' => "Less",
            '>' => "Greater",
            '?' => "Question",
            '!' => "Exclamation",
            '.' => "Dot",
            '#' => "Hash",
            '%' => "Percent",
            '&' => "And",
            '~' => "Tilde",
            '_' => "Underscore",
            ' ' => "Blank",
            _ => return None,
        })
    };
    wire.chars().map(name_of).collect()
}

fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The modules and methods of all endpoints.
#[derive(Default)]
pub(crate) struct Homes {
    modules: BTreeMap<String, String>,
    methods: BTreeMap<String, String>,
}

impl Homes {
    /// Reserves the names of an endpoint. Returns a `rust_name:` if the derived name is not available.
    pub(crate) fn reserve(&mut self, id: &str, given: Option<&str>) -> Option<String> {
        if let Some(home) = names::home(id, given).ok().filter(|home| self.is_free(id, home)) {
            self.take(id, &home);
            return None;
        }
        let rest = id.split_once('/').map_or(id, |(_, rest)| rest);
        let base = names::field_name(&format!("model_{}", ascii(rest))).unwrap_or_else(|_| "model".to_owned());
        let base: String = base.chars().take(MAX_LENGTH).collect();
        let numbered = (2..1000).map(|number| format!("{base}_{number}"));
        for name in std::iter::once(base.clone()).chain(numbered) {
            if let Some(home) = names::home(id, Some(&name)).ok().filter(|home| self.is_free(id, home)) {
                self.take(id, &home);
                return Some(name);
            }
        }
        None
    }

    fn keys(home: &Home) -> Vec<String> {
        match &home.owner {
            Some(owner) => vec![format!("{owner}::{}", home.module)],
            None => vec![home.module.clone()],
        }
    }

    fn is_free(&self, id: &str, home: &Home) -> bool {
        let other = |map: &BTreeMap<String, String>, key: &str| map.get(key).is_some_and(|holder| holder != id);
        // A module at the root must not have the name of an owner's module, and vice versa.
        let parent = match &home.owner {
            Some(owner) => self.modules.get(owner).is_some_and(|holder| !holder.is_empty()),
            None => self.modules.get(&home.module).is_some_and(String::is_empty),
        };
        let reserved = home.owner.is_none() && RESERVED_MODULES.contains(&home.module.as_str());
        !parent
            && !reserved
            && !reserved::METHODS.contains(&home.method.as_str())
            && !other(&self.methods, &home.method)
            && !Self::keys(home).iter().any(|key| other(&self.modules, key))
    }

    fn take(&mut self, id: &str, home: &Home) {
        for key in Self::keys(home) {
            self.modules.insert(key, id.to_owned());
        }
        if let Some(owner) = &home.owner {
            // An empty id marks the module of an owner.
            self.modules.insert(owner.clone(), String::new());
        }
        self.methods.insert(home.method.clone(), id.to_owned());
    }
}
