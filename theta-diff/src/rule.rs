//! What a finding can say: the rules, as data.

use theta_spec::worded_enum;

worded_enum! {
    /// Whether a caller's program still compiles.
    pub enum SourceVerdict {
        /// Nothing that a program names is touched.
        None = "none",
        /// Something can be named that could not be before.
        Adds = "adds",
        /// A program that compiled may not compile any more.
        Breaks = "breaks",
    }
}

worded_enum! {
    /// What the same program does otherwise against the same server.
    pub enum BehaviourVerdict {
        /// Nothing.
        None = "none",
        /// A reply that was a documented error is an unknown one.
        Lost = "lost",
        /// A reply that was unknown is a documented error.
        Gained = "gained",
        /// Some replies are lost, others gained.
        LostAndGained = "lost and gained",
        /// A reply is another documented error than before.
        Moved = "moved",
        /// The same error holds other values.
        Values = "values",
        /// More is sent again.
        RetriesMore = "retries more",
        /// Less is sent again.
        RetriesLess = "retries less",
        /// The client refuses what it sent before.
        Refuses = "refuses",
        /// The client sends what it refused before.
        Accepts = "accepts",
        /// A successful reply is read otherwise.
        Decodes = "decodes",
        /// The client waits longer or shorter.
        Timing = "timing",
        /// Not known: the comparison was cut off.
        Undecided = "undecided",
    }
}

worded_enum! {
    /// What the same program puts on the wire.
    pub enum WireVerdict {
        /// The same bytes to the same place.
        None = "none",
        /// Other bytes.
        Sends = "sends",
        /// The bytes go to another place.
        Host = "host",
    }
}

worded_enum! {
    /// The part of a version that a change asks for, before Cargo's shift below 1.0.0.
    pub enum Bump {
        /// A release that only corrects.
        Patch = "patch",
        /// A release that adds, or acts otherwise.
        Minor = "minor",
        /// A release that breaks programs.
        Major = "major",
    }
}

/// One kind of finding.
///
/// Ids are append-only: a rule that is no longer used keeps its id and its place in the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// Why a caller cares, and what to do.
    pub why: &'static str,
    /// Whether programs still compile.
    pub source: SourceVerdict,
    /// What the same program does otherwise.
    pub behaviour: BehaviourVerdict,
    /// What the same program sends.
    pub wire: WireVerdict,
    /// Whether texts change that a reader sees.
    pub docs: bool,
    /// Whether it decides over the key or over what is billed.
    pub account: bool,
    /// The rule that the reverse change gives.
    pub mirror: &'static str,
    /// Edits of a contract that give exactly this finding: each text and what it becomes.
    pub example: &'static [(&'static str, &'static str)],
}

impl Rule {
    /// Returns the version part that it asks for.
    #[must_use]
    pub const fn bump(&self) -> Bump {
        match (self.source, self.behaviour, self.wire) {
            (SourceVerdict::Breaks, ..) => Bump::Major,
            (SourceVerdict::None, BehaviourVerdict::None, WireVerdict::None) => Bump::Patch,
            _ => Bump::Minor,
        }
    }

    /// Returns whether a reviewer sees it whoever has acknowledged it: it changes what is sent or where, what becomes of the key,
    /// or what is billed.
    #[must_use]
    pub const fn is_never_quiet(&self) -> bool {
        let sends = !matches!(self.wire, WireVerdict::None);
        let sends_again = matches!(self.behaviour, BehaviourVerdict::RetriesMore);
        sends || sends_again || self.account
    }

    /// Returns where it stands among findings of one risk: what breaks programs first, then what changes what they do, then the rest.
    #[must_use]
    pub fn rank(&self) -> u8 {
        let careful = matches!(
            self.behaviour,
            BehaviourVerdict::Moved | BehaviourVerdict::Undecided
        );
        match (self.source, self.wire, self.behaviour) {
            (SourceVerdict::Breaks, ..) => 0,
            (_, WireVerdict::Host, _) => 1,
            _ if careful => 2,
            (_, WireVerdict::Sends, _) => 3,
            (SourceVerdict::None, _, BehaviourVerdict::None) => 6,
            (_, _, BehaviourVerdict::None) => 5,
            _ => 4,
        }
    }

    pub(super) const fn new(id: &'static str, title: &'static str, why: &'static str) -> Self {
        Self {
            id,
            title,
            why,
            source: SourceVerdict::None,
            behaviour: BehaviourVerdict::None,
            wire: WireVerdict::None,
            docs: false,
            account: false,
            mirror: id,
            example: &[],
        }
    }

    pub(super) const fn breaks(mut self) -> Self {
        self.source = SourceVerdict::Breaks;
        self
    }

    pub(super) const fn adds(mut self) -> Self {
        self.source = SourceVerdict::Adds;
        self
    }

    pub(super) const fn behaves(mut self, behaviour: BehaviourVerdict) -> Self {
        self.behaviour = behaviour;
        self
    }

    pub(super) const fn sends(mut self) -> Self {
        self.wire = WireVerdict::Sends;
        self
    }

    pub(super) const fn elsewhere(mut self) -> Self {
        self.wire = WireVerdict::Host;
        self
    }

    pub(super) const fn docs(mut self) -> Self {
        self.docs = true;
        self
    }

    /// It decides over the key or over what is billed.
    pub(super) const fn account(mut self) -> Self {
        self.account = true;
        self
    }

    pub(super) const fn mirror(mut self, id: &'static str) -> Self {
        self.mirror = id;
        self
    }

    pub(super) const fn example(mut self, edits: &'static [(&'static str, &'static str)]) -> Self {
        self.example = edits;
        self
    }
}

/// A fact of a row, an endpoint or a field that readers see.
pub(super) struct Told<T> {
    /// The key that says it.
    pub(super) key: &'static str,
    pub(super) change: Change,
    /// The fact; empty when it is unwritten.
    pub(super) text: fn(&T) -> String,
}

impl<T> Told<T> {
    /// A fact of which it makes no difference whether it comes, goes or changes.
    pub(super) const fn new(
        rule: &'static str,
        key: &'static str,
        sees: &'static str,
        text: fn(&T) -> String,
    ) -> Self {
        let change = Change([(rule, sees); 3]);
        Self { key, change, text }
    }
}

/// The rules of a fact that comes, that goes and that changes, each with what is seen: `readers see another fix of`.
pub(super) struct Change([(&'static str, &'static str); 3]);

impl Change {
    /// Something becomes deprecated, no longer is, or is for another reason.
    pub(super) const fn deprecated([comes, goes, changes]: [&'static str; 3]) -> Self {
        Self([
            (comes, "the compiler warns of"),
            (goes, "the compiler no longer warns of"),
            (changes, "readers see other words on the deprecation of"),
        ])
    }

    /// Returns the rule with what is seen; `None` when nothing changed.
    pub(super) fn of(&self, was: &str, is: &str) -> Option<(&'static str, &'static str)> {
        let at = match (was.is_empty(), is.is_empty()) {
            _ if was == is => return None,
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        };
        Some(self.0[at])
    }
}
