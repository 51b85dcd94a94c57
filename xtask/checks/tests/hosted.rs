//! The files of the hosting site, `.github`: the workflow runs `.ci/run` and nothing else, and the
//! forms are YAML.

use std::fs;

use harness::cargo::workspace;
use yaml_rust2::{Yaml, YamlLoader};

fn read(file: &str) -> Yaml {
    let text = fs::read_to_string(workspace().join(file)).expect("a file of this repository");
    let documents = YamlLoader::load_from_str(&text);
    let mut documents = documents.unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(documents.len(), 1, "{file} is one document");
    documents.remove(0)
}

#[test]
fn the_workflow_runs_the_command_of_ci_and_no_other() {
    let workflow = read(".github/workflows/ci.yml");
    let jobs = workflow["jobs"].as_hash().expect("jobs");
    let steps = jobs.values().flat_map(|job| {
        assert!(job["timeout-minutes"].as_i64().is_some_and(|minutes| minutes <= 90));
        job["steps"].as_vec().expect("steps")
    });
    let commands: Vec<_> = steps.filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(commands, [".ci/run"]);
}

#[cfg(unix)]
#[test]
fn the_command_of_ci_can_be_executed() {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(workspace().join(".ci/run")).expect(".ci/run");
    assert_ne!(metadata.permissions().mode() & 0o111, 0);
}

#[test]
fn the_form_for_a_problem_asks_for_a_text_in_each_field() {
    let form = read(".github/ISSUE_TEMPLATE/problem.yml");
    let fields = form["body"].as_vec().expect("fields");
    assert!(form["name"].as_str().is_some() && form["description"].as_str().is_some());
    for field in fields.iter().filter(|field| field["type"].as_str() != Some("markdown")) {
        assert!(field["id"].as_str().is_some(), "{field:?}");
        assert!(field["attributes"]["label"].as_str().is_some(), "{field:?}");
    }
}
