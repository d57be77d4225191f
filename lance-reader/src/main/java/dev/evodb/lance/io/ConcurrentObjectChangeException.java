package dev.evodb.lance.io;

/// An object of a remote store is no longer the one that was opened: somebody replaced it in between.
public final class ConcurrentObjectChangeException extends FileChangedException {
    private static final long serialVersionUID = 1L;

    /// `opened` and `found` say which object it was: its ETag, or its length.
    public ConcurrentObjectChangeException(String name, String opened, String found) {
        super("object changed while it was open: " + name + " was " + opened + ", is " + found);
    }
}
