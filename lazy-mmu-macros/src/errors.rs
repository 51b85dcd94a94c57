// SPDX-License-Identifier: MIT OR Apache-2.0
//! [`Errors`]: all errors in one use of the attribute, told at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Error;

#[derive(Default)]
pub struct Errors(Option<Error>);

impl Errors {
    pub fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    pub fn at(&mut self, span: Span, message: impl Display) {
        self.add(Error::new(span, message));
    }

    /// Returns one `compile_error!` for each error, or `None` if there is none.
    pub fn into_compile_errors(self) -> Option<TokenStream> {
        Some(self.0?.into_iter().map(|error| compile_error(&error)).collect())
    }
}

/// Writes `compile_error!` by its bare name, because `::core` is a module of the user's crate in
/// edition 2015. All tokens have the user's span, so the compiler points there and adds no note
/// that a macro wrote them.
fn compile_error(error: &Error) -> TokenStream {
    let message = error.to_string();
    quote_spanned!(error.span()=> compile_error! { #message })
}
