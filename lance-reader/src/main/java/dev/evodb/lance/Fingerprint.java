package dev.evodb.lance;

import dev.evodb.type.Field;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one version of a table holds, in a few numbers that are the same for every correct reader.
///
/// `version` is unsigned, `rows` are those that are not deleted, `columns` are in the order asked for.
public record Fingerprint(long version, String fileFormatVersion, long rows, Map<String, ColumnPrint> columns) {
    public Fingerprint {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /// How many values of a column are null, and the SHA-256, in lower-case hex, of all its values in the order of a
    /// scan: the lines that [CanonicalForm] makes of them.
    public record ColumnPrint(long nulls, String sha256) {}

    /// Reads the named columns of the whole table, [LanceDataset#ROW_ID] if it is among them.
    ///
    /// @throws IllegalArgumentException for unknown columns
    public static Fingerprint of(LanceDataset table, List<String> columns) throws IOException {
        long rows = 0;
        Map<String, ColumnPrint> prints = new LinkedHashMap<>();
        try (Scan scan = table.scan(ScanRequest.ALL.columns(columns))) {
            List<Field> fields = scan.fields();
            List<MessageDigest> digests = new ArrayList<>();
            List<CanonicalForm> forms = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                digests.add(sha256());
                forms.add(new CanonicalForm(digests.get(i)::update));
            }
            long[] nulls = new long[fields.size()];
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                rows += batch.rows();
                for (int i = 0; i < fields.size(); i++) {
                    forms.get(i)
                            .appendLines(fields.get(i).type(), batch.columns().get(i));
                    nulls[i] += batch.columns().get(i).validity().nullCount();
                }
            }
            for (int i = 0; i < fields.size(); i++) {
                forms.get(i).flush();
                String hex = HexFormat.of().formatHex(digests.get(i).digest());
                prints.put(fields.get(i).name(), new ColumnPrint(nulls[i], hex));
            }
        }
        return new Fingerprint(table.version(), table.fileFormatVersion(), rows, prints);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
