//! What Theta costs: generated contracts to measure with, time of the processor, and how a figure is printed.

pub mod contracts;
pub mod processor;
pub mod table;
