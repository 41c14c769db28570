//! Labels with closed lists of values.

/// An enumeration with what its variants are called in metrics.
macro_rules! label {
    ($(#[$says:meta])* $name:ident { $($variant:ident = $value:literal),+ }) => {
        $(#[$says])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $name {
            $($variant),+
        }

        impl $name {
            /// All of them, each at its own number.
            pub const ALL: [$name; [$($value),+].len()] = [$($name::$variant),+];

            /// The label's value.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $value),+
                }
            }
        }
    };
}

label! {
    /// An item's outcome.
    OutcomeLabel { Story = "story", Skipped = "skipped", DeadLetter = "dead_letter" }
}

label! {
    /// What became of a wish to read the configuration again.
    ReloadLabel { Applied = "applied", Unchanged = "unchanged", Rejected = "rejected" }
}

label! {
    /// What became of an editor's word.
    OverruleLabel { Applied = "applied", Unchanged = "unchanged", Refused = "refused" }
}

label! {
    /// What became of a trace's span.
    SpanLabel { Sent = "sent", Dropped = "dropped" }
}
