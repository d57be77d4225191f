package dev.evodb.lance.index;

/// The rows for which an [IndexQuery] is true, or with `isExact` false some more: those have to be
/// checked.
///
/// `read` says for people what was read to find them, as in `2 of 40 pages`.
public record IndexAnswer(RowSet rows, boolean isExact, String read) {
    static IndexAnswer exact(RowSet rows, String read) {
        return new IndexAnswer(rows, true, read);
    }

    static IndexAnswer atMost(RowSet rows, String read) {
        return new IndexAnswer(rows, false, read);
    }
}
