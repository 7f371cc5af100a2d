//! What stands in the slots of the contract's facts and is no fact of the contract.

/// A row that a page has and the contract has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Its statuses as far as the page gives them, sorted.
    pub statuses: Vec<u16>,
    /// Its code as written.
    pub code: Option<String>,
    /// Its message as written: backticks and final stop included.
    pub detail: Option<String>,
    /// The blocks that state it, sorted; the first is where it begins.
    pub blocks: Vec<usize>,
    /// Whether code, message and status come from slots without contradiction, so that they can be written without a
    /// person's decision.
    pub sure: bool,
    /// If the row has a known code or message beside the new one: the index of that fact.
    pub beside: Option<usize>,
}
