package dev.evodb.rivals.driver;

import dev.evodb.rivals.lance.NativeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The native Lance library through JNI: its IVF_PQ index of 8-bit codes, as many as our 4-bit ones, over
/// a table with one column.
final class LanceDriver implements Driver {
    static final String COLUMN = "vector";

    private static Path table(DriverRequest request) {
        return request.cache().resolve("table.lance");
    }

    @Override
    public String note(DriverRequest request) {
        return "Lance " + NativeTable.VERSION + " IVF_PQ " + request.partitions() + " x " + request.subvectors()
                + " of 8 bits, through JNI";
    }

    @Override
    public void build(DriverRequest request) throws IOException {
        NativeTable.create(table(request), request.base(), COLUMN, request.partitions(), request.subvectors());
    }

    @Override
    public Searching open(DriverRequest request) throws IOException {
        return new Opened(NativeTable.open(table(request)), table(request));
    }

    private record Opened(NativeTable table, Path folder) implements Searching {
        @Override
        public int search(float[] query, String setting, int[] rows) throws IOException {
            NativeTable.Answer answer = table.search(
                    COLUMN, query, rows.length, DriverRequest.part(setting, 0), DriverRequest.part(setting, 1));
            long[] ids = answer.rowIds();
            for (int i = 0; i < ids.length; i++) {
                rows[i] = (int) ids[i];
            }
            return ids.length;
        }

        @Override
        public long bytes() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }

        @Override
        public boolean usesOtherThreads() {
            return true;
        }

        @Override
        public void close() {
            table.close();
        }
    }
}
