//! [`Errors`]: everything that is wrong with one use of the attribute, told at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
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

    /// One `compile_error!` for each; `None` if all is well.
    pub fn into_compile_errors(self) -> Option<TokenStream> {
        self.0.map(Error::into_compile_error)
    }
}
