package dev.evodb.lance.io;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

/// Paths that files contain.
public final class RelativePath {
    private RelativePath() {}

    /// Answers `path` if it stays below the folder that it is resolved against: no empty, `.` or `..`
    /// name, no leading slash, no backslash, colon or control character.
    ///
    /// @throws CorruptFileException at `at` if it does not
    public static String check(String path, Location at) {
        boolean isSafe = path.chars().noneMatch(c -> c == '\\' || c == ':' || c < ' ' || c == 0x7F);
        int start = 0;
        while (isSafe && start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String name = path.substring(start, end);
            isSafe = !name.isEmpty() && !name.equals(".") && !name.equals("..");
            start = end + 1;
        }
        if (!isSafe) {
            throw new CorruptFileException(at, "path \"" + printable(path) + "\" does not stay below its folder");
        }
        return path;
    }

    /// The first characters of `path`, without what would break a line of a log.
    private static String printable(String path) {
        String shown = path.length() <= 100 ? path : path.substring(0, 100) + "…";
        StringBuilder text = new StringBuilder(shown.length());
        shown.chars().forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.toString();
    }
}
