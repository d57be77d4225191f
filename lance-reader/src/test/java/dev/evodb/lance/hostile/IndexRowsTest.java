package dev.evodb.lance.hostile;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.file.Fixture;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IndexRowsTest {
    private static final int FOOTER_BYTES = 40;

    @Test
    void anIndexFileOfMoreRowsThanAnArrayHoldsIsRefused() throws IOException {
        MemoryTable good =
                MemoryTable.load("scalar-indices", Fixture.of("scalar-indices").table());
        String path = good.files().keySet().stream()
                .filter(file -> file.endsWith("zonemap.lance"))
                .findFirst()
                .orElseThrow();
        MemoryTable table = good.with(path, withRows(good.bytes(path), 1L << 40));
        try (LanceDataset dataset = LanceDataset.open(table, OpenOptions.DEFAULT)) {
            LimitExceededException e = assertThrows(LimitExceededException.class, () -> dataset.countRows("val > 2.5"));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .startsWith("rows of an index file limit is 2147483631, needed 1099511627776 (file="),
                    e::toString);
        }
    }

    /// The file with a second number of rows at the end of its descriptor, which counts, moved before the
    /// footer.
    private static byte[] withRows(byte[] file, long rows) {
        int footer = file.length - FOOTER_BYTES;
        int table = (int) LittleEndian.readLong(file, footer + 16);
        int from = (int) LittleEndian.readLong(file, table);
        int length = (int) LittleEndian.readLong(file, table + 8);
        byte[] field = new byte[11];
        field[0] = 2 << 3;
        int size = 1;
        for (long rest = rows; rest != 0; rest >>>= 7) {
            field[size++] = (byte) (rest > 0x7F ? (rest & 0x7F) | 0x80 : rest);
        }
        byte[] changed = new byte[file.length + length + size];
        System.arraycopy(file, 0, changed, 0, footer);
        System.arraycopy(file, from, changed, footer, length);
        System.arraycopy(field, 0, changed, footer + length, size);
        System.arraycopy(file, footer, changed, footer + length + size, FOOTER_BYTES);
        LittleEndian.writeLong(changed, table, footer);
        LittleEndian.writeLong(changed, table + 8, length + size);
        return changed;
    }
}
