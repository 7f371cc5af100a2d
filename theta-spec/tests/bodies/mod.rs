//! Properties that the tests check on generated inputs and the fuzz targets on evolved ones: one body each, so the two cannot drift.

#![allow(dead_code)] // each user takes one of them

pub(crate) mod load;
pub(crate) mod rows;
