package dev.evodb.lance.fuzz;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.hostile.MemoryTable;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.RowSequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What fuzzing starts from: pieces of the fixtures, and what was found before, in
/// `src/test/resources/fuzz/TARGET`.
final class Seeds {
    private static final int MOST_BYTES = 12_000;
    private static final int MOST_SEEDS = 60;

    private Seeds() {}

    static List<byte[]> of(FuzzTarget target) throws IOException {
        List<byte[]> seeds = new ArrayList<>(found(target));
        List<byte[]> made = switch (target) {
            case MANIFEST -> files(MOST_BYTES, "", ".manifest");
            case FOOTER, FILE_V21 -> files(MOST_BYTES, "2[123]|random", ".lance");
            case FILE_V20 -> files(MOST_BYTES, "20", ".lance");
            case FILE_V01 -> files(MOST_BYTES, "01", ".lance");
            case PAGE_LAYOUT -> List.of(new byte[] {10, 0}, new byte[] {18, 0}, new byte[] {26, 0});
            case PAGE_MINI_BLOCK -> pages(1);
            case PAGE_CONSTANT -> pages(2);
            case PAGE_FULL_ZIP -> pages(3);
            case DELETION_ARROW, ARROW_IPC -> files(MOST_BYTES, "", ".arrow");
            case DELETION_BITMAP -> files(MOST_BYTES, "", ".bin");
            case ROW_IDS -> sequences(false);
            case ROW_VERSIONS -> sequences(true);
            case REFERENCES -> files(MOST_BYTES, "", ".json");
            case FILTER -> texts("i8 > 1 AND NOT (s LIKE 'a%' OR f IS NULL)", "CAST(a AS BIGINT) IN (1, 2) = true");
            case INDEX_BTREE -> IndexSeeds.scalar("BTREE");
            case INDEX_BITMAP -> IndexSeeds.scalar("BITMAP");
            case INDEX_LABEL_LIST -> IndexSeeds.scalar("LABEL_LIST");
            case INDEX_ZONEMAP -> IndexSeeds.scalar("ZONEMAP");
            case INDEX_BLOOMFILTER -> IndexSeeds.scalar("BLOOMFILTER");
            case INDEX_NGRAM -> IndexSeeds.scalar("NGRAM");
            case INDEX_INVERTED -> IndexSeeds.text();
            case S3_LISTING ->
                texts(
                        "<ListBucketResult><Contents><Key>a/b</Key></Contents><IsTruncated>true</IsTruncated>"
                                + "<NextContinuationToken>t</NextContinuationToken></ListBucketResult>",
                        "<Error><Code>NoSuchKey</Code></Error>");
            case ENCODING_FLAT,
                    ENCODING_VARIABLE,
                    ENCODING_INLINE_BITPACKING,
                    ENCODING_OUT_OF_LINE_BITPACKING,
                    ENCODING_FSST,
                    ENCODING_RLE,
                    ENCODING_BYTE_STREAM_SPLIT,
                    ENCODING_LZ4,
                    ENCODING_ZSTD,
                    ENCODING_FIXED_SIZE_LIST,
                    ENCODING_PACKED_STRUCT,
                    ENCODING_SEQUENCES -> buffers();
        };
        seeds.addAll(made.subList(0, Math.min(made.size(), MOST_SEEDS)));
        return seeds;
    }

    private static List<byte[]> found(FuzzTarget target) throws IOException {
        Path folder = Path.of(System.getProperty("evodb.root"), "lance-reader/src/test/resources/fuzz", target.id());
        List<byte[]> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    found.add(Files.readAllBytes(file));
                }
            }
        }
        return found;
    }

    private static List<byte[]> texts(String... texts) {
        return List.of(texts).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> files(int mostBytes, String fixtures, String ending) throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (String name : Fixture.names()) {
            if (name.matches(".*(" + fixtures + ").*")) {
                MemoryTable.load(name, Fixture.of(name).table()).files().forEach((path, bytes) -> {
                    if (path.endsWith(ending) && bytes.length <= mostBytes) {
                        found.add(bytes);
                    }
                });
            }
        }
        return found;
    }

    private static List<byte[]> pages(int layoutField) throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (byte[] file : files(1 << 20, "2[12]", ".lance")) {
            for (byte[] seed : PageInput.seeds(file, layoutField, MOST_BYTES)) {
                if (found.size() < MOST_SEEDS * 4) {
                    found.add(seed);
                }
            }
        }
        return found.stream().filter(seed -> found.indexOf(seed) % 4 == 0).toList();
    }

    private static List<byte[]> sequences(boolean ofVersions) throws IOException {
        List<byte[]> found = new ArrayList<>();
        for (String name : Fixture.names()) {
            if (name.endsWith("-stable")) {
                Fixture fixture = Fixture.of(name);
                try (LanceDataset table = LanceDataset.open(fixture.table(), fixture.options())) {
                    for (DataFragment fragment : table.manifest().fragments()) {
                        Optional<RowSequence> sequence = ofVersions ? fragment.createdAtVersions() : fragment.rowIds();
                        if (sequence.orElse(null) instanceof RowSequence.Inline(var bytes)) {
                            found.add(new Input.Writer()
                                    .putShort((int) Math.min(0xFFFF, fragment.physicalRows()))
                                    .putRest(bytes.toBytes())
                                    .toBytes());
                        }
                    }
                }
            }
        }
        return found;
    }

    /// Numbers of values before bytes that are at least sizes and offsets.
    private static List<byte[]> buffers() {
        List<byte[]> found = new ArrayList<>();
        for (int count : new int[] {0, 1, 3, 8, 64, 1024}) {
            Input.Writer seed =
                    new Input.Writer().putByte(count).putShort(count).putShort(count);
            for (int i = 0; i <= count; i++) {
                seed.putShort(4 * (count + 1)).putShort(0);
            }
            found.add(seed.toBytes());
        }
        return found;
    }
}
