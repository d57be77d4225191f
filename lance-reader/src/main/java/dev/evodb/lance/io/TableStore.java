package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.util.List;

/// The files below the root of one table. Thread-safe.
///
/// Paths are relative to the root, with `/` between names. They must have passed [RelativePath#check], as paths that
/// come out of files can be anything.
public interface TableStore {
    /// What the caller opened, for messages; never a credential.
    String name();

    /// The names of the files directly below `folder`, in no particular order.
    ///
    /// @throws NotATableException if there is no such folder
    List<String> list(String folder) throws IOException;

    /// Whether [#list] works at all. A table in a store that cannot list is opened by the hint that writers leave
    /// beside
    /// the manifests.
    default boolean canList() {
        return true;
    }

    /// Opens the file at `path` for reading; the caller closes it.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such file
    ByteSource open(String path) throws IOException;
}
