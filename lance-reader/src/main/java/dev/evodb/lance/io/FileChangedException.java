package dev.evodb.lance.io;

import java.io.IOException;

/// A file is no longer the one that was opened: somebody rewrote or cut it in between.
public final class FileChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    public FileChangedException(String name, long openedBytes, long foundBytes) {
        super("file changed while it was open: " + name + " had " + openedBytes + " bytes, has " + foundBytes);
    }
}
