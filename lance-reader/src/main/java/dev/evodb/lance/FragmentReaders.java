package dev.evodb.lance;

import dev.evodb.lance.manifest.DataFragment;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;

/// Readers that threads take turns with. Those of the fragment that was asked for last are kept, as what they have read
/// of it serves the next task too. Thread-safe.
final class FragmentReaders implements Closeable {
    private final Fragments fragments;
    private final ArrayDeque<FragmentReader> idle = new ArrayDeque<>();
    private long newest = -1;

    FragmentReaders(Fragments fragments) {
        this.fragments = fragments;
    }

    /// A reader for the caller alone, until it gives it back.
    FragmentReader borrow(DataFragment fragment) throws IOException {
        synchronized (this) {
            if (fragment.id() != newest) {
                newest = fragment.id();
                closeIdle();
            } else if (!idle.isEmpty()) {
                return idle.removeFirst();
            }
        }
        return fragments.reader(fragment);
    }

    synchronized void giveBack(FragmentReader reader) throws IOException {
        if (reader.fragment().id() == newest) {
            idle.addFirst(reader);
        } else {
            reader.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        newest = -1;
        closeIdle();
    }

    private void closeIdle() throws IOException {
        for (FragmentReader reader : idle) {
            reader.close();
        }
        idle.clear();
    }
}
