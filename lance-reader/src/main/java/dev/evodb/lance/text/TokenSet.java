package dev.evodb.lance.text;

/// The tokens of one partition of an index, each with its id. Immutable, thread-safe.
sealed interface TokenSet permits Fst, TokenTable {
    /// What [#id] answers for a token that is not there.
    int ABSENT = -1;

    /// How many tokens there are.
    int size();

    /// The id of the token with these UTF-8 bytes, in `[0, tokens)`, or [#ABSENT].
    int id(byte[] token);

    /// Gives the tokens in the order of their bytes to `visitor`, as far as that lets them through.
    void walk(Visitor visitor);

    /// Decides byte by byte which tokens are of interest.
    interface Visitor {
        /// `value` is the byte at `depth` of a token whose bytes before it were let through; whether to
        /// go on.
        boolean enter(int depth, byte value);

        /// The first `length` bytes that were let through are a token.
        void token(int length, int id);
    }
}
