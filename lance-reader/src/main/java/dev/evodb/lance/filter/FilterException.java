package dev.evodb.lance.filter;

/// The text of a filter or a computed column makes no sense, or a row has no answer to it: a division by
/// zero, an overflow, a text that is no number. The message starts with the place: `at position 12: …`,
/// of a computed column `column twice, at position 12: …`.
public final class FilterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final int position;

    /// `position` counts the characters of the text from 1.
    FilterException(int position, String problem) {
        super("at position " + position + ": " + problem);
        this.position = position;
    }

    private FilterException(String column, FilterException cause) {
        super("column " + column + ", " + cause.getMessage(), cause);
        this.position = cause.position;
    }

    /// The same, in the text of the computed column of that name.
    FilterException inColumn(String name) {
        return new FilterException(name, this);
    }

    /// The first character of what is wrong, counted from 1.
    public int position() {
        return position;
    }
}
