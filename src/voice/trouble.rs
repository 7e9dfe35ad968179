//! What goes wrong with a microphone, in one plain sentence each.
//! Must not know: microphones.

/// What goes wrong with a microphone, one plain sentence each for the worker. What was recorded stays, whatever it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none.
    #[error("There is no microphone here.")]
    None,
    /// The system or the user said no.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        error("This tablet does not let Three Houses use the microphone; its system settings can.")
    )]
    #[cfg_attr(
        target_arch = "wasm32",
        error("This browser does not let Three Houses use the microphone; its settings for this page can, or the tablet's own.")
    )]
    Refused,
    /// Another program has it.
    #[error("Another program is holding the microphone; close it and touch the microphone again.")]
    Held,
    /// It went away in the middle.
    #[error("The microphone was unplugged. What was recorded is kept.")]
    Unplugged,
    /// Nothing but silence comes from it.
    #[error("The microphone hears nothing. Is it covered, or switched off?")]
    Silent,
    /// More than it can take.
    #[error("It is too loud for the microphone; a little further away is better.")]
    TooLoud,
    /// There are several, and this one listens.
    #[error("There are several microphones; the one that listens is: {0}.")]
    Several(String),
    /// The tablet did not keep up with the device.
    #[error("The tablet was too busy and missed a moment of sound. What was recorded is kept.")]
    Missed,
    /// The recording is as long as one can be.
    #[error("Five minutes are the most in one recording. It is kept; touch the microphone to go on.")]
    Full,
    /// It could not be stored.
    #[error("The recording was stopped, because it could not be kept: {0}.")]
    NotKept(String),
    /// Nothing to listen with.
    #[error("There is nothing here to play sound with.")]
    NoSpeaker,
    /// Something else; what the system calls it.
    #[error("That did not work: {0}.")]
    Other(String),
}
