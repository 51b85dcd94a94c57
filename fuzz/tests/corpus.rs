//! A packed corpus that is cut or changed anywhere is an error that names the entry. A whole one
//! reads as it was packed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use fuzz::corpus::{pack, parse, path, read, text, unpack};

/// Three inputs, one of them empty, as a corpus of `target`.
const WHOLE: &str =
    "3 inputs of `target`, each with its CRC-32 first\n00000000\na505df1b 01\nc1cb7204 0103\n";

/// Returns the error for `text`, which is damaged.
fn error(text: impl AsRef<[u8]>) -> String {
    match parse("target", text.as_ref(), usize::MAX) {
        Ok(inputs) => {
            panic!("no error in {:?}, but {inputs:?}", String::from_utf8_lossy(text.as_ref()))
        }
        Err(error) => format!("{error:#}"),
    }
}

/// Returns the names of the files in `folder`, without their extensions.
fn names(folder: &Path) -> BTreeSet<String> {
    let paths = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    paths.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn packed_inputs_are_sorted_and_read_again() {
    let inputs: [&[u8]; 4] = [&[1, 3], &[], &[1], &[1, 3]];
    assert_eq!(text("target", inputs), WHOLE);
    assert_eq!(parse("target", WHOLE.as_bytes(), usize::MAX).unwrap(), [&[][..], &[1], &[1, 3]]);
}

#[test]
fn nothing_is_read_beyond_the_number_that_is_asked_for() {
    let damaged = WHOLE.replace("0103", "0113");
    assert_eq!(parse("target", damaged.as_bytes(), 2).unwrap(), [&[][..], &[1]]);
    let cut = WHOLE.split("a505").next().unwrap();
    assert!(parse("target", cut.as_bytes(), 2).is_err(), "the second entry is not there");
}

#[test]
fn a_line_cut_in_the_middle_is_named() {
    assert_eq!(
        error(&WHOLE[..WHOLE.len() - 3]),
        "entry 3, on line 4: `c1cb7204 01`: its bytes have the checksum a505df1b and not `c1cb7204`, so it is cut, or a digit is wrong"
    );
    let cut = error(&WHOLE[..WHOLE.len() - 2]);
    assert!(cut.starts_with("entry 3, on line 4: `c1cb7204 010`: its bytes are not pairs of hexadecimal digits, or it is cut: "), "{cut}");
}

#[test]
fn a_missing_last_line_is_named_and_another_one_counted() {
    for missing in ["c1cb7204 0103\n", "a505df1b 01\n", "00000000\n"] {
        assert_eq!(
            error(WHOLE.replace(missing, "")),
            "the head says 3 entries, and the text ends after entry 2"
        );
    }
}

#[test]
fn a_line_too_many_is_named() {
    assert_eq!(
        error(WHOLE.to_owned() + "d56f2b94 04\n"),
        "the head says 3 entries, and entry 4 follows"
    );
}

#[test]
fn a_wrong_digit_is_named() {
    assert_eq!(
        error(WHOLE.replace("0103", "0113")),
        "entry 3, on line 4: `c1cb7204 0113`: its bytes have the checksum dc7c6260 and not `c1cb7204`, so it is cut, or a digit is wrong"
    );
}

#[test]
fn a_wrong_checksum_is_named() {
    assert_eq!(
        error(WHOLE.replace("a505df1b", "a505df1c")),
        "entry 2, on line 3: `a505df1c 01`: its bytes have the checksum a505df1b and not `a505df1c`, so it is cut, or a digit is wrong"
    );
}

#[test]
fn bytes_that_are_not_hexadecimal_are_named() {
    for wrong in ["01x3", "010", "01 03", "01\u{e9}3", "01AB"] {
        let error = error(WHOLE.replace("0103", wrong));
        let ours = format!(
            "entry 3, on line 4: `c1cb7204 {wrong}`: its bytes are not pairs of hexadecimal digits, or it is cut: "
        );
        assert!(error.starts_with(&ours), "{error}");
    }
}

#[test]
fn a_line_in_the_wrong_place_or_there_twice_is_named() {
    let [second, third] = ["a505df1b 01\n", "c1cb7204 0103\n"];
    let swapped = WHOLE.replace(&format!("{second}{third}"), &format!("{third}{second}"));
    assert_eq!(
        error(swapped),
        "entry 3, on line 4: `a505df1b 01`: it is to come before `c1cb7204 0103`, and each only once"
    );
    let twice = WHOLE.replace(third, second);
    assert_eq!(
        error(twice),
        "entry 3, on line 4: `a505df1b 01`: it is to come before `a505df1b 01`, and each only once"
    );
}

#[test]
fn a_missing_head_and_another_targets_head_are_shown() {
    let to_be =
        "line 1 is to be a head like `1 inputs of `target`, each with its CRC-32 first`, and is";
    assert_eq!(error(""), format!("{to_be} ``"));
    assert_eq!(error(WHOLE.split_once('\n').unwrap().1), format!("{to_be} `00000000`"));
    assert!(parse("other", WHOLE.as_bytes(), usize::MAX).is_err());
}

/// Asserts that `error` names the entry in this line of the text, counted from 0, or the head.
fn assert_names(line: usize, error: &str) {
    let named = match line {
        0 => error.contains("head"),
        entry => {
            let is_cut = error.ends_with(&format!("ends after entry {}", entry - 1));
            is_cut || error.starts_with(&format!("entry {entry}, on line {}:", entry + 1))
        }
    };
    assert!(named, "not what is in line {}: {error}", line + 1);
}

#[test]
fn a_cut_at_any_byte_names_the_first_entry_that_is_not_whole() {
    // Without the end of the last line the text is still whole.
    for at in 0..WHOLE.len() - 1 {
        let whole =
            WHOLE[..at].lines().zip(WHOLE.lines()).filter(|(cut, line)| cut == line).count();
        assert_names(whole, &error(&WHOLE[..at]));
    }
}

#[test]
fn a_change_of_any_byte_names_its_entry() {
    for at in 0..WHOLE.len() {
        for byte in (0..=u8::MAX).filter(|&byte| byte != WHOLE.as_bytes()[at]) {
            let mut text = WHOLE.as_bytes().to_vec();
            text[at] = byte;
            assert_names(WHOLE[..at].matches('\n').count(), &error(text));
        }
    }
}

#[test]
fn each_target_has_a_corpus_that_unpacks_to_what_would_be_packed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = names(&root.join("fuzz_targets"));
    let files = root.join("corpus").read_dir().unwrap().map(|file| file.unwrap().path());
    let others: Vec<_> = files.filter(|path| path.extension() != Some(OsStr::new("txt"))).collect();
    assert_eq!(
        (names(&root.join("corpus")), others),
        (targets.clone(), vec![]),
        "`corpus/` has a file for each target, and nothing else"
    );
    for target in targets {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus").join(&target);
        let _ = fs::remove_dir_all(&folder);
        let inputs = read(&target, usize::MAX).unwrap();
        assert_eq!(unpack(&target, &folder).unwrap(), inputs.len());
        let files: Vec<_> =
            names(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
        assert_eq!(files, inputs, "the file names count the entries");
        let packed = text(&target, files.iter().map(Vec::as_slice));
        assert!(
            packed.as_bytes() == fs::read(path(&target)).unwrap(),
            "{} is not what `pack` writes",
            path(&target).display()
        );
    }
}

#[test]
fn packing_for_an_unknown_target_or_from_no_inputs_is_refused() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inputs of no target");
    let _ = fs::remove_dir_all(&folder);
    // Never with the name of a real target: if there was no error, its corpus would be overwritten.
    let error = || pack("other", &folder).unwrap_err().to_string();
    assert!(error().ends_with("see that it is a folder of files"));
    fs::create_dir_all(&folder).unwrap();
    assert!(error().starts_with("there are no inputs in "));
    fs::write(folder.join("input"), [1]).unwrap();
    assert!(error().starts_with("there is no target `other`"));
}
