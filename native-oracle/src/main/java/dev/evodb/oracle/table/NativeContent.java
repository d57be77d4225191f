package dev.evodb.oracle.table;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.Dataset;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

/// What the native library reads, in the form of the fixtures' `expected.json`: rows, and for each column
/// the number of nulls and the SHA-256 of its canonical lines.
public final class NativeContent {
    private NativeContent() {}

    /// The rows that `options` ask for.
    @SuppressWarnings("try") // That of its scanner throws what any `AutoCloseable` may.
    public static ObjectNode of(Dataset table, ScanOptions options) throws IOException {
        Map<String, MessageDigest> digests = new LinkedHashMap<>();
        Map<String, Long> nulls = new LinkedHashMap<>();
        long rows = 0;
        try (LanceScanner scanner = table.newScan(options);
                ArrowReader reader = scanner.scanBatches()) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            for (FieldVector vector : batch.getFieldVectors()) {
                digests.put(vector.getName(), sha256());
                nulls.put(vector.getName(), 0L);
            }
            while (reader.loadNextBatch()) {
                ArrowText text = new ArrowText(reader);
                int count = batch.getRowCount();
                for (FieldVector vector : batch.getFieldVectors()) {
                    ByteArrayOutputStream lines = new ByteArrayOutputStream();
                    for (int row = 0; row < count; row++) {
                        if (text.append(vector, row, lines)) {
                            nulls.merge(vector.getName(), 1L, Long::sum);
                        }
                        lines.write('\n');
                    }
                    Objects.requireNonNull(digests.get(vector.getName())).update(lines.toByteArray());
                }
                rows += count;
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // The scanner declares Exception; what it throws is about the table.
            throw new IOException(e.getMessage(), e);
        }
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("rowCount", rows);
        ObjectNode columns = content.putObject("columns");
        digests.forEach((name, digest) -> columns.putObject(name)
                .put("nulls", nulls.get(name))
                .put("sha256", HexFormat.of().formatHex(digest.digest())));
        return content;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
