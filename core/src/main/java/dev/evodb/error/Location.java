package dev.evodb.error;

/// Where in a file something was found.
///
/// `offset` is absolute in `file`, in bytes; `column` is empty and numbers are `-1` where they do not apply.
/// `file` is the name that the caller's byte source gave, never more.
public record Location(String file, String column, int page, long offset) implements java.io.Serializable {
    private static final long LOW_DIGITS = 1_000_000_000;

    /// A whole file.
    public static Location of(String file) {
        return new Location(file, "", -1, -1);
    }

    /// The same place with another absolute offset.
    public Location atOffset(long newOffset) {
        return new Location(file, column, page, newOffset);
    }

    /// The same file, in a named column.
    public Location inColumn(String newColumn) {
        return new Location(file, newColumn, page, offset);
    }

    /// The same column, in a numbered page.
    public Location inPage(int newPage) {
        return new Location(file, column, newPage, offset);
    }

    @Override
    public String toString() {
        return "file=" + file
                + (column.isEmpty() ? "" : ", column=" + column)
                + (page < 0 ? "" : ", page=" + page)
                + (offset < 0 ? "" : ", offset=" + decimal(offset));
    }

    /// In two halves of nine digits and more: the text of a whole `long` costs a snippet 1.2 KB.
    private static String decimal(long value) {
        if (value <= Integer.MAX_VALUE) {
            return "" + (int) value;
        }
        String low = "" + (int) (LOW_DIGITS + value % LOW_DIGITS);
        long high = value / LOW_DIGITS;
        return decimal(high) + low.substring(1);
    }
}
