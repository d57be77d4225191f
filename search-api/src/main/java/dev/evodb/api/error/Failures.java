package dev.evodb.api.error;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.filter.FilterException;
import dev.evodb.lance.io.NotATableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/// What is answered for the failures of the layers below. Messages of a table name its files from the
/// table's own folder on; anything in them that still looks like a path of this machine is left out.
public final class Failures {
    /// A path from the root of a file system, of two names or more, or a drive of Windows.
    private static final Pattern ABSOLUTE_PATH =
            Pattern.compile("(?<![\\w./$:-])(/[^\\s,;:()\"'/]+){2,}/?|(?<!\\w)[A-Za-z]:\\\\[^\\s,;()\"']+");

    private static final int PAYLOAD_TOO_LARGE = 413;

    private Failures() {}

    /// What to answer for `failure`.
    public static ApiException of(Throwable failure) {
        return switch (failure) {
            case ApiException known -> known;
            case CorruptFileException e -> new ApiException(ErrorCode.INTERNAL, "the table is corrupt: " + text(e));
            case UnsupportedFeatureException e -> ApiException.unsupported(text(e));
            case LimitExceededException e ->
                e.limit().startsWith("filter") || e.limit().startsWith("full text query")
                        ? ApiException.invalid(text(e))
                        : ApiException.withStatus(PAYLOAD_TOO_LARGE, ErrorCode.INVALID_INPUT, text(e));
            case FilterException e -> ApiException.invalid("the filter, " + text(e));
            case IllegalArgumentException e -> ofArgument(e);
            case NotATableException _ ->
                new ApiException(ErrorCode.TABLE_NOT_FOUND, "there is a folder of that name, but no Lance table in it");
            case NoSuchFileException _, FileNotFoundException _ ->
                new ApiException(ErrorCode.INTERNAL, "a file of the table is missing: " + text(failure));
            case IOException e -> new ApiException(ErrorCode.INTERNAL, "the table cannot be read: " + text(e));
            default -> new ApiException(ErrorCode.INTERNAL, "a fault of this server, see its log");
        };
    }

    /// Whether it tells of a fault of ours, which belongs into the log with its trace.
    public static boolean isBug(Throwable failure) {
        return switch (failure) {
            case ApiException _,
                    CorruptFileException _,
                    UnsupportedFeatureException _,
                    LimitExceededException _,
                    IllegalArgumentException _,
                    IOException _ -> false;
            default -> true;
        };
    }

    private static ApiException ofArgument(IllegalArgumentException e) {
        String text = text(e);
        return text.startsWith("no column ")
                ? new ApiException(ErrorCode.COLUMN_NOT_FOUND, text)
                : ApiException.invalid(text);
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : withoutPaths(message);
    }

    /// `message` without paths of this machine.
    static String withoutPaths(String message) {
        return ABSOLUTE_PATH.matcher(message).replaceAll("(a path)");
    }
}
