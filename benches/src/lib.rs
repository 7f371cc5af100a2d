//! What Theta costs: generated contracts to measure with, and how a figure is printed.

pub mod contracts;
pub mod table;
