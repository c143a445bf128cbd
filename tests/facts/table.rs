//! The tables, read strictly: a line that is not understood is a failure. Reads `*.facts`, feeds the comparisons.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// All tables of the folder.
pub(crate) struct Tables {
    pub(crate) pages: Vec<PageRow>,
    pub(crate) hidden: Vec<HiddenRow>,
    pub(crate) operations: Vec<OperationsRow>,
}

/// A field as a page shows it.
pub(crate) struct PageRow {
    /// Endpoint id of the page.
    pub(crate) page: String,
    pub(crate) owner: String,
    pub(crate) field: String,
    pub(crate) ty: String,
    pub(crate) default: Option<Value>,
    /// Values of the enum in it; none without one.
    pub(crate) values: Vec<String>,
    /// The description's beginning.
    pub(crate) doc: Option<String>,
}

/// What a page does not show about a field.
pub(crate) struct HiddenRow {
    pub(crate) endpoint: String,
    pub(crate) owner: String,
    pub(crate) field: String,
    pub(crate) required: bool,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) default: Option<Value>,
}

/// What a page's snippets show.
pub(crate) struct OperationsRow {
    pub(crate) endpoint: String,
    pub(crate) streams: bool,
    pub(crate) prompt: String,
    pub(crate) operations: Vec<String>,
}

impl Tables {
    /// Reads every table below `folder`.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut tables = Self { pages: Vec::new(), hidden: Vec::new(), operations: Vec::new() };
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("the tables")
            .map(|entry| entry.expect("a table").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        for name in names.iter().filter_map(|name| name.strip_suffix(".facts")) {
            let text = fs::read_to_string(folder.join(format!("{name}.facts"))).expect("a table");
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
                let row = Row { location: format!("{name}.facts:{}", index + 1), cells: line.split('\t').collect() };
                match name {
                    "hidden" => tables.hidden.push(row.hidden()),
                    "operations" => tables.operations.push(row.operations()),
                    _ => tables.pages.push(row.page(&name.replace("__", "/"))),
                }
            }
        }
        tables
    }
}

struct Row<'a> {
    location: String,
    cells: Vec<&'a str>,
}

impl Row<'_> {
    fn page(&self, page: &str) -> PageRow {
        self.count(6);
        PageRow {
            page: page.to_owned(),
            owner: self.cells[0].to_owned(),
            field: self.cells[1].to_owned(),
            ty: self.cells[2].to_owned(),
            default: self.cell(3).map(|text| self.json(text)),
            values: self.cell(4).map(|text| text.split('|').map(str::to_owned).collect()).unwrap_or_default(),
            doc: self.cell(5).map(str::to_owned),
        }
    }

    fn hidden(&self) -> HiddenRow {
        self.count(9);
        HiddenRow {
            endpoint: self.cells[0].to_owned(),
            owner: self.cells[1].to_owned(),
            field: self.cells[2].to_owned(),
            required: self.yes_or_no(3),
            min: self.number(4),
            max: self.number(5),
            min_length: self.number(6),
            max_length: self.number(7),
            default: self.cell(8).map(|text| self.json(text)),
        }
    }

    fn operations(&self) -> OperationsRow {
        self.count(4);
        OperationsRow {
            endpoint: self.cells[0].to_owned(),
            streams: self.yes_or_no(1),
            prompt: self
                .json(self.cells[2])
                .as_str()
                .unwrap_or_else(|| panic!("{}: expected a string", self.location))
                .to_owned(),
            operations: self.cells[3].split('|').map(str::to_owned).collect(),
        }
    }

    fn count(&self, count: usize) {
        assert_eq!(self.cells.len(), count, "{}: a row has {count} cells", self.location);
    }

    fn cell(&self, index: usize) -> Option<&str> {
        Some(self.cells[index]).filter(|cell| *cell != "-")
    }

    fn yes_or_no(&self, index: usize) -> bool {
        match self.cells[index] {
            "yes" => true,
            "no" => false,
            other => panic!("{}: `{other}` is not yes or no", self.location),
        }
    }

    fn number<T: std::str::FromStr>(&self, index: usize) -> Option<T> {
        self.cell(index)
            .map(|text| text.parse().unwrap_or_else(|_| panic!("{}: `{text}` is not a number", self.location)))
    }

    fn json(&self, text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: `{text}`: {error}", self.location))
    }
}
