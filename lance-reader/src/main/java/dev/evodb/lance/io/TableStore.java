package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.util.List;

/// The files below the root of one table. Thread-safe.
///
/// Paths are relative to the root, with `/` between names. They must have passed [RelativePath#check], as
/// paths that come out of files can be anything.
public interface TableStore {
    /// What the caller opened, for messages; never a credential.
    String name();

    /// How manifests name this place, when a branch or a clone refers to files here: an absolute path, or
    /// a URI.
    default String basePath() {
        return name();
    }

    /// Whether the store can say which files it has. Plain HTTP cannot: there a reader asks for names
    /// that it knows or guesses, and [#open] tells by [java.nio.file.NoSuchFileException] that a file is
    /// missing.
    default boolean canList() {
        return true;
    }

    /// The names of the files and folders directly below `folder`, in no particular order.
    ///
    /// @throws NotATableException if there is no such folder
    /// @throws UnsupportedOperationException if the store cannot list
    List<String> list(String folder) throws IOException;

    /// Opens the file at `path` for reading; the caller closes it.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such file
    ByteSource open(String path) throws IOException;
}
