//! What tests that boot a kernel share: the image of ArceOS.

pub mod arceos;
