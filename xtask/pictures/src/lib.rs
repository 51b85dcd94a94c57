//! The pictures of the documents, as SVG. Each module draws one, from data that it is given.
//!
//! A picture says one thing, is 700 pixels wide, names its lines on the lines, and follows the
//! reader's dark mode.

pub mod architecture;
pub mod nesting;
pub mod pages;
pub mod store;
mod svg;

pub use svg::Picture;
