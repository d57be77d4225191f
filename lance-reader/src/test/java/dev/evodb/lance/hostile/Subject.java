package dev.evodb.lance.hostile;

import java.io.IOException;

/// A file under attack, and what reading it means. For one thread.
interface Subject {
    /// The fixture and the path in it, for messages and replay.
    String name();

    /// The good bytes, which nobody changes.
    byte[] good();

    /// Reads the file as `mutation` leaves it, or at least everything that the mutation can influence: a
    /// reader is a function of the bytes that it has asked for.
    ///
    /// @throws RuntimeException as the reader lets it out
    Outcome read(Mutation mutation) throws IOException;

    /// How a reading ended that let no exception out: with data, or with parts refused.
    enum Outcome {
        DATA,
        REFUSED
    }
}
