//! Benchmarks of the generator with the real schemas and with folders of up to 1,200 endpoints. Run them with
//! `cargo bench -p fal-codegen`.

#![expect(clippy::disallowed_methods, reason = "benchmarks read and write schema files")]

mod synthetic;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use fal_codegen::diff::diff;
use fal_codegen::{Options, generate};
use fal_schema::ir::Catalog;
use fal_schema::{load, load_texts};

/// The real schemas.
const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas");

/// Sizes of the synthetic folders. The time should grow in proportion to the size.
const SIZES: [usize; 3] = [300, 600, 1200];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    real(&mut criterion);
    growing(&mut criterion);
    criterion.final_summary();
}

/// The schemas of this project.
fn real(criterion: &mut Criterion) {
    let texts = read(Path::new(SCHEMAS));
    let catalog = checked(&texts);
    let mut group = criterion.benchmark_group("real");
    group.bench_function("load from memory", |bench| bench.iter(|| checked(black_box(&texts))));
    group.bench_function("load from disk", |bench| bench.iter(|| load(black_box(SCHEMAS)).expect("no diagnostics")));
    group.bench_function("generate", |bench| bench.iter(|| written(black_box(&catalog))));
    group.finish();
}

/// Synthetic folders.
fn growing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("synthetic");
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    for size in SIZES {
        let texts = synthetic::schemas(size);
        let catalog = checked(&texts);
        let dir = folder(&texts);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("load from memory", size), |bench| {
            bench.iter(|| checked(black_box(&texts)))
        });
        group.bench_function(BenchmarkId::new("load from disk", size), |bench| {
            bench.iter(|| load(black_box(dir.path())).expect("no diagnostics"));
        });
        group.bench_function(BenchmarkId::new("generate", size), |bench| bench.iter(|| written(black_box(&catalog))));
        group
            .bench_function(BenchmarkId::new("diff", size), |bench| bench.iter(|| diff(black_box(&catalog), &catalog)));
        group.bench_function(BenchmarkId::new("suggest shared types", size), |bench| {
            bench.iter(|| fal_import::suggest::suggest(black_box(dir.path())).expect("no diagnostics"));
        });
    }
    group.finish();
}

/// Loads and checks.
fn checked(texts: &[(String, String)]) -> Catalog {
    load_texts(texts.iter().cloned()).unwrap_or_else(|report| panic!("{report}"))
}

/// Plans and renders; the number of files.
fn written(catalog: &Catalog) -> usize {
    generate(catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}")).iter().count()
}

/// Paths and texts of a folder of schemas.
fn read(dir: &Path) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(dir).into_iter().map(|entry| entry.expect("a folder that can be read"));
    let schemas = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "yaml"));
    let text = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(dir).expect("below the folder").to_string_lossy().replace('\\', "/");
        (below, fs::read_to_string(entry.path()).expect("a file that can be read"))
    };
    schemas.map(text).collect()
}

/// The texts as files.
fn folder(texts: &[(String, String)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in texts {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    dir
}
