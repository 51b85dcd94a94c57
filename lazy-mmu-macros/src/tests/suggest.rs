// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tests of the suggestions in place of an argument that isn't taken.

use quote::quote;

use super::{errors, tokens};

fn error(args: &str) -> String {
    let errors = errors(
        tokens(args),
        quote!(
            fn f() {}
        ),
    );
    let [error] = &*errors else { panic!("{args}: {errors:?}") };
    error.clone()
}

#[test]
fn an_unknown_argument_is_answered_by_the_one_that_was_meant() {
    for (args, meant) in [
        // A platform without its key.
        ("Kernel", "platform = Kernel"),
        ("M", "platform = M"),
        ("Platform", "platform = Platform"),
        ("crate::Kernel", "platform = crate::Kernel"),
        ("super::mm::Kernel<u8>", "platform = super::mm::Kernel<u8>"),
        ("::mm::Kernel::<&'static [u8]>", "platform = ::mm::Kernel::<&'static [u8]>"),
        ("<Tables as Maps>::Kernel", "platform = <Tables as Maps>::Kernel"),
        ("\"Kernel\"", "platform = Kernel"),
        // Another form of the word, or another word.
        ("paused", "pause"),
        ("\"pause\"", "pause"),
        ("pausing = true", "pause"),
        ("Pause", "pause"),
        ("eager", "pause"),
        ("deferred", "defer"),
        ("deferring = given", "defer = given_address"),
        ("Defer", "defer"),
        ("given_address", "defer = given_address"),
        ("given_adress = true", "defer = given_address"),
        ("mode = Kernel<u8>", "platform = Kernel<u8>"),
        ("kernel", "platform = MyKernel"),
        ("name = lazy", "guard = lazy"),
        ("krate = \"mm::lazy\"", "crate = mm::lazy"),
        // A typing error.
        ("gaurd = lazy", "guard = lazy"),
        ("gard = \"lazy\"", "guard = lazy"),
        ("guards(lazy)", "guard = lazy"),
        ("plaform = Kernel", "platform = Kernel"),
        ("platfrom: Kernel", "platform = Kernel"),
        ("PLATFORM = Kernel", "platform = Kernel"),
        ("r#platform = Kernel", "platform = Kernel"),
        ("plattform = 3", "platform = MyKernel"),
        ("carte = mm", "crate = mm"),
        ("pasue", "pause"),
        ("deffer", "defer"),
    ] {
        assert_eq!(
            error(args),
            format!("unknown argument: did you mean `#[lazy_mmu({meant})]`?"),
            "{args}"
        );
    }
}

#[test]
fn an_argument_that_is_like_none_is_answered_by_all_of_them() {
    for args in [
        "page",
        "inline",
        "mmu",
        "3",
        "[]",
        "mutex = K",
        "lowercase::path",
        "'a",
        "= 3",
        "mm::<u8>",
        "\"\"",
    ] {
        assert_eq!(
            error(args),
            "unknown argument: `#[lazy_mmu]` takes `platform = TYPE`, `defer`, `pause`, `guard = NAME` and `crate = PATH`",
            "{args}"
        );
    }
}

#[test]
fn a_value_that_is_written_otherwise_is_shown_as_it_is_to_be_written() {
    for (args, form) in [
        ("platform(Kernel)", "platform = Kernel"),
        ("platform = \"mm::Kernel<u8>\"", "platform = mm::Kernel<u8>"),
        ("platform(\"Kernel\")", "platform = Kernel"),
        ("platform == Kernel", "platform = Kernel"),
        ("platform: Kernel", "platform = Kernel"),
        ("platform => Kernel", "platform = Kernel"),
        ("platform = impl Mode", "platform = MyKernel"),
        ("platform", "platform = MyKernel"),
        ("guard(\"lazy\")", "guard = lazy"),
        ("guard = \"lazy\"", "guard = lazy"),
        ("guard[lazy]", "guard = lazy"),
        ("guard = \"a b\"", "guard = mmu"),
        ("crate = \"mm::lazy\"", "crate = mm::lazy"),
        ("crate(mm)", "crate = mm"),
        ("crate = \"$crate\"", "crate = my_kernel::lazy_mmu_core"),
        ("defer = given", "defer = given_address"),
        ("defer = \"given_address\"", "defer = given_address"),
        ("defer(given_address)", "defer = given_address"),
        ("defer = given_address(start)", "defer = given_address"),
        ("defer: address", "defer = given_address"),
        ("defer = gievn_address", "defer = given_address"),
        ("defer = true", "defer"),
        ("defer(now)", "defer"),
        ("defer =", "defer"),
        ("pause = true", "pause"),
        ("pause(now)", "pause"),
    ] {
        let error = error(args);
        assert!(error.ends_with(&format!(": write `#[lazy_mmu({form})]`")), "{args}: {error}");
    }
}

#[test]
fn what_is_suggested_is_taken() {
    for args in [
        "Kernel",
        "paused",
        "deferred",
        "given_address",
        "kernel",
        "name",
        "path",
        "guard(3)",
        "platform = !",
        "crate = ()",
        "defer = 1",
    ] {
        let error = error(args);
        let (_, meant) = error.rsplit_once("#[lazy_mmu(").unwrap();
        let (meant, _) = meant.split_once(")]").unwrap();
        let expanded = crate::expand::lazy_mmu(
            tokens(meant),
            quote!(
                fn f() {}
            ),
        );
        assert!(!expanded.to_string().contains("compile_error"), "{args}: {meant}");
    }
}
