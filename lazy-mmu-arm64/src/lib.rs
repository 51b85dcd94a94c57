#![no_std]
//! arm64
