//! The examples of the repository's README, as tests.
//!
//! No packaged crate includes that file, so this one does.
#![no_std]

#[cfg(doctest)]
#[doc = include_str!("../../../../README.md")]
mod readme {}
