//! What the mock server does, over a real socket.

#[cfg(test)]
mod client;
#[cfg(test)]
mod everywhere;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod preferred;
#[cfg(test)]
mod records;
mod reuse;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod successes;
#[cfg(test)]
mod triggers;
#[cfg(test)]
mod undocumented;
