package dev.evodb.lance.fuzz;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import dev.evodb.lance.deletion.DeletionFileReader;
import dev.evodb.lance.encoding.ByteStreamSplit;
import dev.evodb.lance.encoding.Compression;
import dev.evodb.lance.encoding.Constant;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Delta;
import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.FixedSizeList;
import dev.evodb.lance.encoding.Flat;
import dev.evodb.lance.encoding.Fsst;
import dev.evodb.lance.encoding.General;
import dev.evodb.lance.encoding.InlineBitpacking;
import dev.evodb.lance.encoding.OutOfLineBitpacking;
import dev.evodb.lance.encoding.PackedStruct;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Range;
import dev.evodb.lance.encoding.Rle;
import dev.evodb.lance.encoding.SymbolTable;
import dev.evodb.lance.encoding.Variable;
import dev.evodb.lance.encoding.VariablePackedStruct;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.filter.FilterException;
import dev.evodb.lance.hostile.ColumnShape;
import dev.evodb.lance.hostile.Declared;
import dev.evodb.lance.hostile.MemorySource;
import dev.evodb.lance.hostile.MemoryTable;
import dev.evodb.lance.io.remote.ListingInput;
import dev.evodb.lance.ipc.IpcFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.ManifestReader;
import dev.evodb.lance.ref.RefReader;
import dev.evodb.lance.rowid.RowIdSequence;
import dev.evodb.lance.rowid.RowVersions;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Everything that reads bytes of others, each as a function of bytes that ends normally or with a
/// declared exception.
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
enum FuzzTarget {
    MANIFEST(bytes -> {
        ManifestReader reader = new ManifestReader(new MemorySource("fuzz", bytes), Declared.LIMITS);
        Manifest manifest = reader.read();
        reader.readIndices(manifest);
    }),
    FOOTER(bytes ->
            LanceFile.open(new MemorySource("fuzz", bytes), Declared.LIMITS).close()),
    FILE_V01(FuzzTarget::readFile),
    FILE_V20(FuzzTarget::readFile),
    FILE_V21(FuzzTarget::readFile),
    PAGE_LAYOUT(bytes -> PageLayout.parse(slice(bytes), Declared.LIMITS)),
    PAGE_MINI_BLOCK(PageInput::read),
    PAGE_CONSTANT(PageInput::read),
    PAGE_FULL_ZIP(PageInput::read),
    ENCODING_FLAT(encodings(new Flat(1), new Flat(8), new Flat(32), new Flat(56), new Flat(256))),
    ENCODING_VARIABLE(encodings(new Variable(32), new Variable(64))),
    ENCODING_INLINE_BITPACKING(encodings(
            new InlineBitpacking(8), new InlineBitpacking(16), new InlineBitpacking(32), new InlineBitpacking(64))),
    ENCODING_OUT_OF_LINE_BITPACKING(encodings(
            new OutOfLineBitpacking(8, 3),
            new OutOfLineBitpacking(16, 0),
            new OutOfLineBitpacking(16, 11),
            new OutOfLineBitpacking(32, 32),
            new OutOfLineBitpacking(64, 33))),
    ENCODING_FSST(bytes -> {
        Input input = new Input(bytes);
        Fsst fsst = new Fsst(symbols(input), new Variable(32));
        EncodingInput.decode(List.of(fsst), input);
    }),
    ENCODING_RLE(encodings(new Rle(8), new Rle(16), new Rle(32), new Rle(64), new Rle(128))),
    ENCODING_BYTE_STREAM_SPLIT(encodings(new ByteStreamSplit(32), new ByteStreamSplit(64), new ByteStreamSplit(24))),
    ENCODING_LZ4(encodings(new General(Compression.LZ4, new Flat(8)), new General(Compression.LZ4, new Variable(32)))),
    ENCODING_ZSTD(
            encodings(new General(Compression.ZSTD, new Flat(32)), new General(Compression.ZSTD, new Variable(64)))),
    ENCODING_FIXED_SIZE_LIST(encodings(
            new FixedSizeList(3, new Flat(8), true),
            new FixedSizeList(2, new FixedSizeList(5, new Flat(16), true), false),
            new FixedSizeList(16, new Flat(1), true),
            new FixedSizeList(1 << 16, new Flat(32), false))),
    ENCODING_PACKED_STRUCT(encodings(
            new PackedStruct(List.of(8, 32, 16), new Flat(56)),
            new VariablePackedStruct(List.of(
                    new VariablePackedStruct.Child(new Flat(16), false, 2),
                    new VariablePackedStruct.Child(new Variable(32), true, 4),
                    new VariablePackedStruct.Child(new Variable(64), true, 8))))),
    ENCODING_SEQUENCES(encodings(
            new Constant(slice(new byte[] {1, 2, 3, 4})),
            new Range(32, 5, 7),
            new Range(64, Long.MAX_VALUE, 3),
            new Delta(32, 9, new Flat(32)),
            new Delta(64, 9, new InlineBitpacking(64)))),
    DELETION_BITMAP(bytes -> readDeletions(DeletionFile.Format.BITMAP, bytes)),
    DELETION_ARROW(bytes -> readDeletions(DeletionFile.Format.ARROW_ARRAY, bytes)),
    ARROW_IPC(bytes -> {
        IpcFile file = IpcFile.parse(slice(bytes));
        DecodeBudget budget = new DecodeBudget(Declared.LIMITS.decodedBytes());
        for (int i = 0; i < file.batches(); i++) {
            for (int buffer = 0; buffer < file.batch(i, budget).buffers(); buffer++) {
                file.batch(i, budget).buffer(buffer);
            }
        }
    }),
    ROW_IDS(bytes -> {
        Input input = new Input(bytes);
        int rows = input.nextShort();
        RowIdSequence ids = RowIdSequence.parse(input.rest(), rows, Declared.LIMITS);
        for (long row = 0; row < rows; row++) {
            ids.get(row);
        }
    }),
    ROW_VERSIONS(bytes -> {
        Input input = new Input(bytes);
        int rows = input.nextShort();
        RowVersions versions = RowVersions.parse(input.rest(), rows, Declared.LIMITS);
        for (long row = 0; row < rows; row++) {
            versions.get(row);
        }
    }),
    FILTER(bytes -> {
        try {
            FilterTable.OPEN.countRows(new String(bytes, StandardCharsets.UTF_8));
        } catch (FilterException e) {
            // The text is the caller's, so that is what a bad one ends with.
        }
    }),
    REFERENCES(bytes -> {
        MemoryTable table = MemoryTable.empty("fuzz")
                .with("_refs/tags/a.json", bytes)
                .with("_refs/branches/b.json", bytes)
                .with("_versions/latest_version_hint.json", bytes);
        RefReader reader = new RefReader(table);
        Declared.isData(reader::tags);
        Declared.isData(reader::branches);
        Declared.isData(reader::versionHint);
    }),
    S3_LISTING(ListingInput::parse),
    INDEX_BTREE(index("BTREE")),
    INDEX_BITMAP(index("BITMAP")),
    INDEX_LABEL_LIST(index("LABEL_LIST")),
    INDEX_ZONEMAP(index("ZONEMAP")),
    INDEX_BLOOMFILTER(index("BLOOMFILTER")),
    INDEX_NGRAM(index("NGRAM")),
    INDEX_INVERTED(TextIndexInput::read);

    private final Reading reading;

    /// What a target does with bytes.
    private interface Reading {
        void run(byte[] bytes) throws IOException;
    }

    FuzzTarget(Reading reading) {
        this.reading = reading;
    }

    /// As the command line has it: `page-mini-block`.
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FuzzTarget of(String id) {
        return Arrays.stream(values())
                .filter(target -> target.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target " + id));
    }

    /// @throws RuntimeException if the target lets out an exception that is not declared
    void run(byte[] bytes) {
        Declared.isData(() -> reading.run(bytes));
    }

    private static Reading encodings(Encoding... choices) {
        return bytes -> EncodingInput.decode(List.of(choices), new Input(bytes));
    }

    private static Reading index(String kind) {
        return bytes -> ScalarIndexInput.read(kind, bytes);
    }

    private static ByteSlice slice(byte[] bytes) {
        return ByteSlice.of(bytes, Location.of("fuzz").atOffset(0));
    }

    /// A table of as many symbols as the first byte says.
    private static SymbolTable symbols(Input input) {
        int count = input.nextByte();
        byte[] table = new byte[2312];
        table[0] = (byte) count;
        table[3] = 1;
        table[4] = 'T';
        table[5] = 'S';
        table[6] = 'S';
        table[7] = 'F';
        for (int i = 0; i < 8 * count; i++) {
            table[8 + i] = (byte) input.nextByte();
        }
        for (int i = 0; i < count; i++) {
            table[8 + 8 * count + i] = (byte) (1 + input.nextByte() % 8);
        }
        return SymbolTable.parse(slice(table));
    }

    private static void readFile(byte[] bytes) throws IOException {
        try (LanceFile file = LanceFile.open(new MemorySource("fuzz", bytes), Declared.LIMITS)) {
            int rows = (int) Math.min(file.rows(), 1 << 16);
            for (SchemaField field : file.descriptor().schema().fields()) {
                Declared.isData(() -> ColumnShape.check(file.read(field, 0, rows), rows));
            }
        }
    }

    private static void readDeletions(DeletionFile.Format format, byte[] bytes) throws IOException {
        int rows = 70_000;
        DeletionFile file = new DeletionFile(format, 1, 2, 0, OptionalInt.empty());
        DataFragment fragment = new DataFragment(
                0, List.of(), Optional.of(file), rows, Optional.empty(), Optional.empty(), Optional.empty());
        DeletionFileReader.read(new MemorySource("fuzz", bytes), fragment, file, rows, 1 << 20)
                .nextLive(0);
    }
}
