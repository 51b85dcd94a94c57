//! Writes a list of modules: each file of `ui-tests/pass`.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=../pass");
    let folder = fs::canonicalize("../pass").expect("the folder of cases");
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|case| case.expect("a case").path())
        .collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    cases.sort();
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let modules: String =
        cases.iter().map(|path| format!("#[path = {path:?}]\nmod {};\n", name(path))).collect();
    fs::write(
        Path::new(&env::var_os("OUT_DIR").expect("cargo says where")).join("cases.rs"),
        modules,
    )
    .expect("the list is written");
}
