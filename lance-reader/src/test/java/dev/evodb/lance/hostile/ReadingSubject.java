package dev.evodb.lance.hostile;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import java.io.IOException;
import java.util.List;

/// Any file of a table that is read in one way of a test's choice.
final class ReadingSubject implements Subject {
    private final MemoryTable table;
    private final String path;
    private final OpenOptions options;
    private final Reading reading;

    /// What is done with a table that could be opened.
    @FunctionalInterface
    interface Reading {
        /// @throws AssertionError if what is read contradicts itself
        void read(LanceDataset dataset) throws IOException;
    }

    ReadingSubject(MemoryTable table, String path, OpenOptions options, Reading reading) {
        this.table = table;
        this.path = path;
        this.options = options.withLimits(Declared.LIMITS);
        this.reading = reading;
    }

    @Override
    public String name() {
        return table.name() + " " + path;
    }

    @Override
    public byte[] good() {
        return table.bytes(path);
    }

    @Override
    public Outcome read(Mutation mutation) {
        byte[] bytes = Mutation.apply(mutation, good(), new Splices(FileParts.NONE, List.of()));
        boolean hasData = Declared.run(() -> {
            try (LanceDataset dataset = LanceDataset.open(table.with(path, bytes), options)) {
                reading.read(dataset);
            }
        });
        return hasData ? Outcome.DATA : Outcome.REFUSED;
    }
}
