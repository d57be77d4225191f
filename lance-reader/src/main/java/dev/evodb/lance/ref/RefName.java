package dev.evodb.lance.ref;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.io.RelativePath;
import java.util.Optional;

/// Names of tags and branches, and the files that stand for them.
///
/// A tag is letters, digits, `.`, `-` and `_`. A branch may have several such parts with `/` between
/// them, which is `%2F` in the name of its file and a folder in its tree.
public final class RefName {
    private static final String SUFFIX = ".json";
    private static final String SLASH = "%2F";

    private RefName() {}

    /// The name of the file of a tag or branch.
    ///
    /// @throws IllegalArgumentException if `name` is no name of a reference
    public static String toFile(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not the name of a tag or branch: " + name);
        }
        return name.replace("/", SLASH) + SUFFIX;
    }

    /// The name of the reference whose file is called `file`; nothing for other files.
    static Optional<String> ofFile(String file) {
        if (!file.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String name = file.substring(0, file.length() - SUFFIX.length()).replace(SLASH, "/");
        return isName(name) ? Optional.of(name) : Optional.empty();
    }

    /// Answers `name`, which a file holds, if it is one.
    ///
    /// @throws CorruptFileException at `at` if it is not
    static String check(String name, Location at) {
        RelativePath.check(name, at);
        if (!isName(name)) {
            throw new CorruptFileException(at, "not the name of a branch");
        }
        return name;
    }

    private static boolean isName(String name) {
        boolean isPart = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/') {
                if (!isPart) {
                    return false;
                }
                isPart = false;
            } else if (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_') {
                isPart = true;
            } else {
                return false;
            }
        }
        return isPart && !name.contains("..") && !name.startsWith(".") && !name.contains("/.");
    }
}
