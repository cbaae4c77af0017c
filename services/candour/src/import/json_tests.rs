use super::*;

fn all(text: impl AsRef<[u8]>) -> (Vec<Element>, Option<Broken>) {
    let mut elements = Elements::new(text.as_ref());
    let mut found = Vec::new();
    loop {
        match elements.next() {
            Ok(Some(element)) => found.push(element),
            Ok(None) => return (found, None),
            Err(broken) => return (found, Some(broken)),
        }
    }
}

fn found(text: impl AsRef<[u8]>) -> Vec<(String, u64, String)> {
    let (found, broken) = all(text);
    assert!(broken.is_none(), "{broken:?}");
    let text = |element: Element| match element.broken {
        Some(broken) => format!("broken: {broken}"),
        None => String::from_utf8(element.bytes).unwrap(),
    };
    found.into_iter().map(|e| (e.path.clone(), e.line, text(e))).collect()
}

#[test]
fn a_bundle_comes_apart_into_its_entries() {
    let bundle = "\u{feff}{\n \"resourceType\" : \"Bundle\", \"total\": 2, \"meta\": {\"entry\": [1]},\n\
                  \"entry\": [\n{\"a\": \"]},\\\"{[\"} ,\n  {\"b\": [1, {}, []]}\n], \"link\": [{}] }\n";
    assert_eq!(
        found(bundle),
        [
            ("entry[0]".into(), 4, "{\"a\": \"]},\\\"{[\"}".into()),
            ("entry[1]".into(), 5, "{\"b\": [1, {}, []]}".into()),
        ]
    );
}

#[test]
fn resources_may_stand_a_line_each_or_in_a_list() {
    let lines = "{\"a\":1}\n\n{\"b\" : {\"c\": null}}\r\n{\"entry\":[true,-1.5e+3]}\n[{\"d\":2}]";
    assert_eq!(
        found(lines),
        [
            (String::new(), 1, "{\"a\":1}".into()),
            (String::new(), 3, "{\"b\":{\"c\": null}}".into()),
            ("entry[0]".into(), 4, "true".into()),
            ("entry[1]".into(), 4, "-1.5e+3".into()),
            ("[0]".into(), 5, "{\"d\":2}".into()),
        ]
    );
    let bundles: Vec<u64> = all(lines).0.iter().map(|element| element.bundle).collect();
    assert_eq!(bundles, [1, 2, 3, 3, 4]);
}

#[test]
fn an_element_is_found_again_by_where_it_begins() {
    let text = "\u{feff}{\"entry\":[{\"a\": 1},\n {\"b\":\"é\"}]}\n{\"c\":3}";
    for element in all(text).0 {
        let from = usize::try_from(element.offset).unwrap();
        let again = Elements::new(&text.as_bytes()[from..]).value_here().unwrap();
        assert_eq!(again, element.bytes);
    }
}

#[test]
fn a_line_that_is_broken_does_not_end_a_file_of_lines() {
    let text = "{\"a\":1}\n{\"b\": \"x\nnot json\n{\"c\":3}\n{\"d\" 4}\n{\"e\":5}\n";
    let found = found(text);
    let good: Vec<&str> = found.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(found.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert_eq!((good[0], good[3], good[5]), ("{\"a\":1}", "{\"c\":3}", "{\"e\":5}"));
    assert_eq!(good[1], "broken: a line ends within a text");
    assert_eq!(good[2], "broken: neither a bundle nor a resource begins here");
    assert_eq!(good[4], "broken: a name without a colon");
}

#[test]
fn a_bundle_that_is_broken_does_not_end_a_file_with_a_bundle_a_line() {
    let text = "{\"entry\":[{\"a\":1}, }]}\n{\"entry\":[{\"c\":3}] 5}\n{\"entry\":[{\"d\":4}]}";
    let found = found(text);
    let told: Vec<&str> = found.iter().map(|(_, _, text)| text.as_str()).collect();
    let (value, name) = (
        "broken: something stands where a value should",
        "broken: something stands where a name should",
    );
    assert_eq!(told, ["{\"a\":1}", value, "{\"c\":3}", name, "{\"d\":4}"]);
    assert_eq!((found[1].0.as_str(), found[1].1), ("entry[1]", 1));
}

#[test]
fn a_bundle_that_breaks_off_is_told_with_its_line() {
    for (text, line, read) in [
        ("{\n\"entry\": [\n{\"a\": 1},\n{\"b\":", 4, 1),
        ("{\n\"entry\": [\n{\"a\": 1},\n", 4, 1),
        ("{\n\"entry\": [\n{\"a\": 1}\n]\n", 5, 1),
        ("{\n\"a\": \"b\n\"}", 2, 0),
        ("{\n\"a\": }", 2, 0),
        ("{\n5}", 2, 0),
    ] {
        let (found, broken) = all(text);
        assert_eq!((found.len(), broken.map(|broken| broken.line)), (read, Some(line)), "{text}");
    }
}

#[test]
fn what_is_far_too_long_is_passed_over_and_not_kept() {
    let long = "x".repeat(3 * LONGEST);
    let text = format!("{{\"entry\": [{{\"a\": \"{long}\"}}, {{\"b\": 2}}]}}");
    let found = all(text).0;
    assert!(found[0].broken.is_some() && found[0].bytes.len() <= LONGEST);
    assert_eq!(found[1].bytes, b"{\"b\": 2}");
    // What stands before the entries does not count.
    let text = format!("{{\"a\": \"{long}\", \"entry\": [{{}}]}}\n{{\"a\": \"{long}\"}}\n{{}}");
    let broken: Vec<bool> = all(text).0.iter().map(|e| e.broken.is_some()).collect();
    assert_eq!(broken, [false, true, false]);
}

#[test]
fn an_empty_file_holds_nothing() {
    assert_eq!(found("").len() + found(" \n\r\n").len() + found("{\"entry\":[]}").len(), 0);
    assert_eq!(found("{}").len(), 1);
}

#[test]
fn a_read_that_is_interrupted_is_made_again() {
    /// A byte at a time, and nothing in between.
    struct Halting(&'static [u8], bool);

    impl Read for Halting {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                Err(io::ErrorKind::Interrupted.into())
            } else {
                (&mut self.0).take(1).read(into)
            }
        }
    }

    let mut elements = Elements::new(Halting(b"{\"a\":1}\n[2,3]", false));
    let found = std::iter::from_fn(|| elements.next().unwrap()).map(|element| element.bytes);
    assert_eq!(found.collect::<Vec<_>>(), [b"{\"a\":1}".to_vec(), b"2".to_vec(), b"3".to_vec()]);
}
