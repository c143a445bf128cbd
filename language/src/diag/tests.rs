//! A report prints with any text and any span.

use proptest::prelude::*;

use super::{Code, Diagnostic, Report, Span};

fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "a",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\0",
        "\u{1b}[31m",
        "é",
        "中",
        "🤩",
        "e\u{301}",
        "\u{202e}",
        "\u{feff}",
        "\u{200d}",
        "\u{2028}",
        "\u{85}",
        "ﷺ",
        " ",
        "\u{7f}",
        "👨\u{200d}👩",
        "\u{ad}",
    ]);
    let run = (parts, prop_oneof![4 => 1usize..4, 1 => 100usize..1500]);
    prop::collection::vec(run, 0..8).prop_map(|runs| runs.iter().map(|(part, times)| part.repeat(*times)).collect())
}

fn span_strategy() -> impl Strategy<Value = Span> {
    let at = || prop_oneof![8 => 0u32..40, 8 => 0u32..8000, 1 => any::<u32>()];
    (prop_oneof![8 => 0u32..2, 1 => any::<u32>()], at(), at()).prop_map(|(file, start, end)| Span { file, start, end })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_any_span_and_any_label_print(
        (first, second) in (text(), text()),
        (span, related) in (span_strategy(), prop::option::of((span_strategy(), text()))),
        (message, label, help) in (text(), text(), prop::option::of(text())),
    ) {
        let mut report = Report::default();
        report.sources.add("first.yaml", first);
        report.sources.add(message.clone(), second);
        _ = report.sources.line_column(span);
        let diagnostic = Diagnostic { code: Code(1), message, span, label, related, help };
        report.push(diagnostic);
        let printed = report.to_string();
        prop_assert!(printed.starts_with("error[E001]"), "{printed}");
        prop_assert!(printed.ends_with("1 error found"), "{printed}");
        prop_assert!(!printed.contains('\u{1b}'), "{printed:?}");
    }
}

#[test]
fn a_span_inside_a_character_covers_the_whole_character() {
    let mut report = Report::default();
    let file = report.sources.add("a.yaml", "中文");
    assert_eq!(Span { file, start: 4, end: 5 }.range("中文"), 3..6);
    assert_eq!(report.sources.line_column(Span { file, start: 4, end: 1 }), (1, 2));
    assert_eq!(report.sources.get(7).text, "");
}

#[test]
fn a_long_line_is_cut_to_the_part_around_the_span() {
    let mut report = Report::default();
    let line = format!("{}X{}", "中".repeat(3000), "文".repeat(3000));
    let file = report.sources.add("a.yaml", line);
    report.push(Diagnostic::new(Code(1), Span { file, start: 9000, end: 9001 }, "here"));
    let printed = report.to_string();
    assert!(printed.contains('X') && printed.len() < 5000, "{printed}");
}
