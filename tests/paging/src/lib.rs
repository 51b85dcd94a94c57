#![no_std]
//! paging
