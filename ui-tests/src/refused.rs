//! What the compiler refuses, one reason a function.

pub mod attribute;
pub mod borrows;
pub mod contexts;
pub mod guards;
pub mod kernels;
pub mod owing;
pub mod unsettled;
