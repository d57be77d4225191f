package dev.evodb.api.error;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.filter.FilterException;
import dev.evodb.lance.io.NotATableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/// What is answered for the failures of the layers below. Messages of a table name its files from the
/// table's own folder on; anything in them that still looks like a path of this machine is left out.
public final class Failures {
    /// A path from the root of a file system, of two names or more, or a drive of Windows. Without a group that
    /// repeats: such a group takes a stack as deep as a text of a client is long.
    private static final Pattern ABSOLUTE_PATH = Pattern.compile(
            "(?<![\\w./$:-])/[^\\s,;:()\"'/]+/[^\\s,;:()\"']+" + "|(?<!\\w)[A-Za-z]:\\\\[^\\s,;()\"']+");

    /// Most of a message; what a client sent is part of some.
    private static final int MAX_CHARS = 1000;

    private static final int PAYLOAD_TOO_LARGE = 413;

    private Failures() {}

    /// What to answer for `failure`.
    public static ApiException of(Throwable failure) {
        return switch (failure) {
            case ApiException known -> known;
            case CorruptFileException e -> new ApiException(ErrorCode.INTERNAL, "the table is corrupt: " + text(e));
            case UnsupportedFeatureException e ->
                isOfRequest(e) ? ApiException.invalid(text(e)) : ApiException.unsupported(text(e));
            case LimitExceededException e ->
                isOfRequest(e.limit())
                        ? ApiException.invalid(text(e))
                        : ApiException.withStatus(PAYLOAD_TOO_LARGE, ErrorCode.INVALID_INPUT, text(e));
            case FilterException e -> ApiException.invalid("the filter, " + text(e));
            case IllegalArgumentException e -> ofArgument(e);
            case NotATableException _ ->
                new ApiException(ErrorCode.TABLE_NOT_FOUND, "there is a folder of that name, but no Lance table in it");
            case NoSuchFileException e ->
                new ApiException(ErrorCode.INTERNAL, "a file of the table is missing: " + fileName(e));
            case FileNotFoundException e ->
                new ApiException(ErrorCode.INTERNAL, "a file of the table is missing: " + text(e));
            case FileSystemException e ->
                new ApiException(ErrorCode.INTERNAL, "a file of the table cannot be read: " + fileName(e));
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

    /// Whether it is about the SQL of a request, not about a table.
    private static boolean isOfRequest(UnsupportedFeatureException e) {
        return e.feature().equals("filter") || e.feature().equals("expression");
    }

    /// Whether the limit is one on what a request says, not on what its answer takes.
    private static boolean isOfRequest(String limit) {
        return limit.startsWith("filter") || limit.startsWith("computed") || limit.startsWith("full text query");
    }

    private static ApiException ofArgument(IllegalArgumentException e) {
        String text = text(e);
        return text.startsWith("no column ")
                ? new ApiException(ErrorCode.COLUMN_NOT_FOUND, text)
                : ApiException.invalid(text);
    }

    /// The last name of the path, which may have any characters before it.
    private static String fileName(FileSystemException e) {
        String path = e.getFile() == null ? "" : e.getFile();
        return whole(path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "no more is known" : withoutPaths(message);
    }

    /// `message` without paths of this machine, and not longer than it helps.
    static String withoutPaths(String message) {
        String some = message.length() <= MAX_CHARS ? message : message.substring(0, MAX_CHARS) + " …";
        return ABSOLUTE_PATH.matcher(whole(some)).replaceAll("(a path)");
    }

    /// `text` with a question mark for each half of a character, which could not be written.
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
