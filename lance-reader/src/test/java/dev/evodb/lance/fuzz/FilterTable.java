package dev.evodb.lance.fuzz;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.hostile.MemoryTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// The small table of many types that filters are evaluated on.
final class FilterTable {
    static final LanceDataset OPEN = open();

    private FilterTable() {}

    private static LanceDataset open() {
        try {
            URL table = Objects.requireNonNull(FilterTable.class.getResource("/filters/values.lance"));
            return LanceDataset.open(MemoryTable.load("values", Path.of(table.toURI())), OpenOptions.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
