package dev.evodb.lance;

import dev.evodb.lance.io.TableStore;

/// Permission to read files that a table keeps elsewhere, and the way to them: paths that manifests
/// record at or below `prefix` are read from `store`, which stands for `prefix` itself.
///
/// `prefix` is absolute on the machine of the writer, such as `/data/tables` or `s3://bucket/tables`.
public record BaseMapping(String prefix, TableStore store) {
    public BaseMapping {
        prefix = withoutSlash(prefix);
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("the prefix of a base path must not be empty");
        }
    }

    /// What is left of `path` below the prefix: empty if it is the prefix itself, null if it is
    /// elsewhere.
    @org.jspecify.annotations.Nullable
    String below(String path) {
        String trimmed = withoutSlash(path);
        if (trimmed.equals(prefix)) {
            return "";
        }
        return trimmed.startsWith(prefix + "/") ? trimmed.substring(prefix.length() + 1) : null;
    }

    private static String withoutSlash(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
