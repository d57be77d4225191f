package dev.evodb.lance.io;

import java.io.IOException;
import java.nio.file.attribute.FileTime;

/// A file is no longer the one that was opened: somebody rewrote or cut it in between.
public sealed class FileChangedException extends IOException permits ConcurrentObjectChangeException {
    private static final long serialVersionUID = 1L;

    public FileChangedException(String name, long openedBytes, long foundBytes) {
        this("file changed while it was open: " + name + " had " + openedBytes + " bytes, has " + foundBytes);
    }

    FileChangedException(String name, FileTime opened, FileTime found) {
        this("file changed while it was open: " + name + " was last written at " + opened + ", now at " + found);
    }

    FileChangedException(String message) {
        super(message);
    }
}
