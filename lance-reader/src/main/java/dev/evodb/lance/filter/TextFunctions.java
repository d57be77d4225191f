package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Vector.Bytes;
import dev.evodb.lance.filter.Vector.Longs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The functions whose value is a text. For one call on one batch.
final class TextFunctions {
    private final Scalar.Call call;
    private final List<Vector> arguments;
    private final int rows;
    private final ByteBudget budget;
    private final long[] nulls;
    private final long[] open;

    TextFunctions(Scalar.Call call, List<Vector> arguments, long[] active, int rows, ByteBudget budget) {
        this.call = call;
        this.arguments = arguments;
        this.rows = rows;
        this.budget = budget;
        long[] union = Bitmap.NONE;
        if (call.function() != Function.CONCAT_NULLS) {
            for (Vector argument : arguments) {
                union = Bitmap.union(union, argument.nulls());
            }
        }
        this.nulls = union;
        this.open = Bitmap.without(active, nulls);
    }

    Bytes texts() {
        BytesBuilder result = new BytesBuilder(rows, budget);
        for (int row = 0; row < rows; row++) {
            if (Bitmap.has(open, row)) {
                append(result, row);
            }
            result.endRow();
        }
        return result.build(nulls);
    }

    private void append(BytesBuilder result, int row) {
        switch (call.function()) {
            case LOWER -> result.append(text(0, row).toLowerCase(Locale.ROOT));
            case UPPER -> result.append(text(0, row).toUpperCase(Locale.ROOT));
            case TRIM -> trim(result, row, true, true);
            case TRIM_START -> trim(result, row, true, false);
            case TRIM_END -> trim(result, row, false, true);
            case SUBSTRING -> substring(result, row);
            case LEFT -> {
                long count = number(1, row);
                slice(result, row, 0, count < 0 ? Math.max(length(row) + count, 0) : count);
            }
            case RIGHT -> {
                long count = number(1, row);
                long length = length(row);
                slice(result, row, count < 0 ? Math.min(-count, length) : Math.max(length - count, 0), length);
            }
            default -> {
                for (Vector argument : arguments) {
                    if (argument instanceof Bytes bytes && !Bitmap.has(bytes.nulls(), row)) {
                        result.append(bytes.data(), bytes.start(row), bytes.end(row));
                    }
                }
            }
        }
    }

    private void trim(BytesBuilder result, int row, boolean atStart, boolean atEnd) {
        String text = text(0, row);
        String characters = arguments.size() == 1 ? " " : text(1, row);
        int from = 0;
        int to = text.length();
        while (atStart && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (atEnd && from < to && characters.indexOf(text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        result.append(text.substring(from, to));
    }

    /// `substr(text, start[, count])`: characters are counted from 1, and those before the first count as
    /// well.
    private void substring(BytesBuilder result, int row) {
        long start = number(1, row);
        long end = Long.MAX_VALUE;
        if (arguments.size() == 3) {
            long count = number(2, row);
            if (count < 0) {
                throw new FilterException(call.position(), "substr of a negative number of characters, " + count);
            }
            end = start > Long.MAX_VALUE - count ? Long.MAX_VALUE : start + count;
        }
        slice(result, row, Math.max(start, 1) - 1, Math.max(end, 1) - 1);
    }

    /// The characters `[from, to)` of the first argument.
    private void slice(BytesBuilder result, int row, long from, long to) {
        Bytes bytes = (Bytes) arguments.getFirst();
        byte[] data = bytes.data();
        int at = bytes.start(row);
        int end = bytes.end(row);
        long index = 0;
        while (at < end && index < from) {
            at += CodePoints.lengthAt(data, at, end);
            index++;
        }
        int start = at;
        while (at < end && index < to) {
            at += CodePoints.lengthAt(data, at, end);
            index++;
        }
        result.append(data, start, at);
    }

    private long length(int row) {
        Bytes bytes = (Bytes) arguments.getFirst();
        long count = 0;
        for (int at = bytes.start(row); at < bytes.end(row); count++) {
            at += CodePoints.lengthAt(bytes.data(), at, bytes.end(row));
        }
        return count;
    }

    private String text(int argument, int row) {
        Bytes bytes = (Bytes) arguments.get(argument);
        int start = bytes.start(row);
        return new String(bytes.data(), start, bytes.end(row) - start, StandardCharsets.UTF_8);
    }

    private long number(int argument, int row) {
        return ((Longs) arguments.get(argument)).values()[row];
    }
}
