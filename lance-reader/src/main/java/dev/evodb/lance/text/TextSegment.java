package dev.evodb.lance.text;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.index.IndexFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One segment of an INVERTED index. Thread-safe.
///
/// `metadata.lance` has in its schema metadata `params`, see [TokenizerSettings], and `partitions`, a
/// JSON array with the number of each partition.
final class TextSegment implements Closeable {
    private static final String METADATA_FILE = "metadata.lance";
    private static final int MAX_FORMAT = 2;

    private final Location at;
    private final TokenizerSettings settings;
    private final List<TextPartition> partitions;

    private TextSegment(Location at, TokenizerSettings settings, List<TextPartition> partitions) {
        this.at = at;
        this.settings = settings;
        this.partitions = List.copyOf(partitions);
    }

    /// @throws UnsupportedFeatureException for the layout of before Lance 0.36, which has no
    ///     partitions, for formats later than 2, and for what [TokenizerSettings] and [PostingFile]
    ///     refuse
    static TextSegment open(IndexFile.Folder folder) throws IOException {
        try (IndexFile metadata = metadata(folder)) {
            int format = metadata.positive("format_version", 1);
            if (format > MAX_FORMAT) {
                throw new UnsupportedFeatureException(
                        "format of a full text index", String.valueOf(format), "1 to " + MAX_FORMAT, metadata.at());
            }
            TokenizerSettings settings = TokenizerSettings.parse(metadata.metadata("params", "{}"), metadata.at());
            List<TextPartition> partitions = new ArrayList<>();
            boolean isOpen = false;
            try {
                for (String number : partitions(metadata)) {
                    partitions.add(TextPartition.open(folder, "part_" + number + "_", metadata));
                }
                isOpen = true;
                return new TextSegment(metadata.at(), settings, partitions);
            } finally {
                if (!isOpen) {
                    close(partitions);
                }
            }
        }
    }

    private static IndexFile metadata(IndexFile.Folder folder) throws IOException {
        try {
            return new IndexFile(folder.open(METADATA_FILE));
        } catch (NoSuchFileException e) {
            // Either the index is damaged, or it is so old that it has other files: opening one of those tells.
            try (IndexFile legacy = new IndexFile(folder.open("tokens.lance"))) {
                throw new UnsupportedFeatureException(
                        "layout of a full text index", "without partitions", "part_<n>_tokens.lance", legacy.at());
            } catch (NoSuchFileException _) {
                throw e;
            }
        }
    }

    private static Set<String> partitions(IndexFile metadata) throws IOException {
        Set<String> numbers = new LinkedHashSet<>();
        if (!(Json.parse(metadata.metadata("partitions", "[]"), metadata.at())
                instanceof Json.Items(List<Json> items))) {
            throw new CorruptFileException(metadata.at(), "partitions are not a JSON array");
        }
        for (Json item : items) {
            if (!(item instanceof Json.Numeric(var number))
                    || number.signum() < 0
                    || number.scale() != 0
                    || number.precision() > 20) {
                throw new CorruptFileException(metadata.at(), "partitions are not numbers");
            }
            String text = number.toPlainString();
            if (!numbers.add(text)) {
                throw new CorruptFileException(metadata.at(), "partition " + text + " is there twice");
            }
        }
        return numbers;
    }

    /// Its `metadata.lance`.
    Location at() {
        return at;
    }

    TokenizerSettings settings() {
        return settings;
    }

    List<TextPartition> partitions() {
        return partitions;
    }

    @Override
    public void close() throws IOException {
        close(partitions);
    }

    private static void close(List<TextPartition> partitions) throws IOException {
        for (TextPartition partition : partitions) {
            partition.close();
        }
    }
}
