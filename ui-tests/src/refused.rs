//! The code that the compiler refuses, one reason a function.

pub mod attribute;
pub mod borrows;
pub mod contexts;
pub mod deferring;
pub mod guards;
pub mod kernels;
pub mod unsettled;
