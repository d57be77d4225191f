package dev.evodb.lance.hostile;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.verify.StoredField;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A Lance file, read column by column: as a whole, and three single rows.
///
/// A change inside of a page buffer or of the metadata of a column can influence opening the file and the
/// one field that it belongs to, and nothing else, so only these are read. [#signatures] is how a test
/// checks that this is so. The file is opened anew each time: readers keep what they have parsed.
final class FileSubject implements Subject {
    /// Bytes of two parts, which are read anew as a whole.
    private static final int SHARED = -1;

    private static final int WHOLE = 0;
    private static final int UNREAD = 1;
    private static final int FIRST_FIELD = 2;
    private static final int MOST_ROWS = 1 << 20;

    private final String name;
    private final byte[] good;
    private final byte[] live;
    private final Splices splices;
    private final List<StoredField> fields;
    private final int[] regions;

    /// `name` is that of the fixture and the path in it; splices take pieces of `donors`.
    FileSubject(String name, byte[] good, List<Splices.Donor> donors) throws IOException {
        this.name = name;
        this.good = good;
        this.live = good.clone();
        FileParts parts = FileParts.of(name, good, Declared.LIMITS);
        this.splices = new Splices(parts, donors);
        LanceFile file = open();
        this.fields = file == null ? List.of() : StoredField.of(file);
        this.regions = regions(good, parts, fields);
    }

    /// Whether the good file is read at all, so that changes reach its decoders.
    boolean isRead() {
        return !fields.isEmpty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] good() {
        return good;
    }

    @Override
    public Outcome read(Mutation mutation) throws IOException {
        if (mutation instanceof Mutation.Patch patch) {
            int region = region(patch);
            Mutation.write(live, patch);
            try {
                return read(region);
            } finally {
                int end = Math.min(live.length, patch.at() + patch.width());
                System.arraycopy(good, patch.at(), live, patch.at(), end - patch.at());
            }
        }
        return readWhole(Mutation.apply(mutation, good, splices));
    }

    /// For each field of the good file how its reading ends under `patch`: a checksum of its values or
    /// the message of an exception. Reads either everything anew or, with `isShort`, what [#read] takes
    /// to be enough.
    List<String> signatures(Mutation.Patch patch, boolean isShort) throws IOException {
        int region = region(patch);
        List<String> found = new ArrayList<>();
        Mutation.write(live, patch);
        try {
            LanceFile opened = open();
            for (int i = 0; i < fields.size(); i++) {
                boolean isSkipped = isShort && region != WHOLE && fieldOf(region) != i;
                found.add(isSkipped ? "skipped" : opened == null ? "not opened" : signature(opened, fields.get(i)));
            }
        } finally {
            System.arraycopy(good, 0, live, 0, good.length);
        }
        return found;
    }

    private Outcome read(int region) throws IOException {
        if (region == UNREAD) {
            return Outcome.DATA;
        }
        if (region == WHOLE) {
            return readWhole(live);
        }
        StoredField field = fields.get(fieldOf(region));
        return outcome(Declared.run(() -> {
            try (LanceFile again = LanceFile.open(new MemorySource(name, live), Declared.LIMITS)) {
                readField(again, field);
            }
        }));
    }

    private Outcome readWhole(byte[] bytes) throws IOException {
        List<LanceFile> opened = new ArrayList<>();
        boolean hasData =
                Declared.run(() -> opened.add(LanceFile.open(new MemorySource(name, bytes), Declared.LIMITS)));
        for (LanceFile found : opened) {
            try (found) {
                for (int i = 0; i < Math.min(found.globalBufferCount(), 64); i++) {
                    int buffer = i;
                    hasData &= Declared.run(() -> found.globalBuffer(buffer));
                }
                for (StoredField field : StoredField.of(found)) {
                    hasData &= Declared.run(() -> readField(found, field));
                }
            }
        }
        return outcome(hasData);
    }

    private static void readField(LanceFile from, StoredField stored) throws IOException {
        int rows = (int) Math.min(from.rows(), MOST_ROWS);
        ColumnShape.check(from.read(stored.schema(), 0, rows), rows);
        long last = from.rows() - 1;
        long[] some = Arrays.stream(new long[] {0, last / 2, last})
                .filter(row -> row >= 0 && row <= last)
                .distinct()
                .toArray();
        ColumnShape.check(from.take(stored.schema(), some), some.length);
    }

    private @Nullable LanceFile open() throws IOException {
        try {
            return LanceFile.open(new MemorySource(name, live), Declared.LIMITS);
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            return null;
        }
    }

    private String signature(LanceFile from, StoredField stored) throws IOException {
        try {
            Field field = stored.schema().toField(Location.of(name));
            Column column = from.read(stored.schema(), 0, (int) Math.min(from.rows(), MOST_ROWS));
            CRC32 checksum = new CRC32();
            CanonicalForm form = new CanonicalForm(checksum::update);
            form.appendLines(field.type(), column);
            form.flush();
            return Long.toHexString(checksum.getValue());
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            return e.toString();
        }
    }

    private static Outcome outcome(boolean hasData) {
        return hasData ? Outcome.DATA : Outcome.REFUSED;
    }

    /// What a patch can influence; everything if its bytes belong to several parts.
    private int region(Mutation.Patch patch) {
        int first = regions[patch.at()];
        for (int at = patch.at() + 1; at < Math.min(regions.length, patch.at() + patch.width()); at++) {
            if (regions[at] != first) {
                return WHOLE;
            }
        }
        return Math.max(WHOLE, first);
    }

    private static int fieldOf(int region) {
        return region < FIRST_FIELD ? -1 : region - FIRST_FIELD;
    }

    private static int[] regions(byte[] good, FileParts parts, List<StoredField> fields) {
        int[] regions = new int[good.length];
        if (fields.isEmpty()) {
            return regions;
        }
        int[] fieldOfColumn = new int[parts.columnMetadata().size()];
        Arrays.fill(fieldOfColumn, -1);
        for (int i = 0; i < fields.size(); i++) {
            for (int column : fields.get(i).columns()) {
                if (column >= 0 && column < fieldOfColumn.length) {
                    fieldOfColumn[column] = i;
                }
            }
        }
        for (FileParts.Range range : parts.columnMetadata()) {
            mark(regions, range, fieldOfColumn);
        }
        for (FileParts.Range range : parts.buffers()) {
            mark(regions, range, fieldOfColumn);
        }
        // Columns are read buffer by buffer, so nothing looks at what lies between buffers. Of the global buffers only
        // the schema is looked into, and it starts the metadata.
        for (int at = 0; at < Math.min(good.length, FileParts.metadataStart(good)); at++) {
            regions[at] = regions[at] == WHOLE ? UNREAD : regions[at];
        }
        return regions;
    }

    private static void mark(int[] regions, FileParts.Range range, int[] fieldOfColumn) {
        int field = fieldOfColumn[range.column()];
        int region = field < 0 ? UNREAD : FIRST_FIELD + field;
        for (int at = range.from(); at < range.to(); at++) {
            regions[at] = regions[at] == WHOLE || regions[at] == region ? region : SHARED;
        }
    }
}
