package dev.evodb.lance.manifest;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MapEntry;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.lance.schema.LanceSchema;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads manifest files: a trailer that points at a length-prefixed message, and the sections that it
/// points at.
///
/// ```
/// end-16: u64 position of the manifest message | u16 major | u16 minor | "LANC"
/// at a position: u32 length | message
/// ```
public final class ManifestReader {
    /// Most fragments of one version, and most segments of all its indices.
    public static final int MAX_FRAGMENTS = 1 << 21;

    private static final int TRAILER_BYTES = 16;
    private static final int MAGIC = 'L' | 'A' << 8 | 'N' << 16 | 'C' << 24;
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;

    private final ByteSource file;
    private final ReadLimits limits;

    /// Reads from `file`, which stays the caller's.
    public ManifestReader(ByteSource file, ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /// The manifest itself.
    ///
    /// @throws UnsupportedFeatureException for a reader feature flag or a manifest format that is not
    ///     known
    public Manifest read() throws IOException {
        Location at = Location.of(file.name());
        if (file.length() < TRAILER_BYTES) {
            throw new CorruptFileException(
                    at.atOffset(0), "file has " + file.length() + " bytes, a manifest ends in " + TRAILER_BYTES);
        }
        ByteSlice trailer = file.read(file.length() - TRAILER_BYTES, TRAILER_BYTES);
        if (trailer.readIntLE(12, "magic") != MAGIC) {
            throw new CorruptFileException(trailer.at(12), "file does not end in LANC");
        }
        int major = trailer.readUnsignedShortLE(8, "major version");
        if (major != 0) {
            throw new UnsupportedFeatureException("manifest version", String.valueOf(major), "0", trailer.at(8));
        }
        return manifest(section("manifest", trailer.readLongLE(0, "manifest position")));
    }

    /// The indices of the version, in manifest order.
    public List<IndexMetadata> readIndices(Manifest manifest) throws IOException {
        if (manifest.indexSection().isEmpty()) {
            return List.of();
        }
        MessageReader section = section("IndexSection", manifest.indexSection().getAsLong());
        List<IndexMetadata> indices = new ArrayList<>();
        while (section.next()) {
            if (section.field() == 1) {
                checkCount("index segments", indices.size());
                indices.add(IndexMetadata.read(section.message("IndexMetadata")));
            } else {
                section.skip();
            }
        }
        return List.copyOf(indices);
    }

    private MessageReader section(String what, long position) throws IOException {
        long end = file.length() - TRAILER_BYTES;
        if (position < 0 || position > end - 4) {
            throw new CorruptFileException(
                    Location.of(file.name()).atOffset(end),
                    what + " position " + Long.toUnsignedString(position) + " is not inside the " + end
                            + " bytes before the trailer");
        }
        ByteSlice prefix = file.read(position, 4);
        long length = prefix.readUnsignedIntLE(0, what + " length");
        if (length > end - 4 - position) {
            throw new CorruptFileException(
                    prefix.at(), what + " length " + length + " exceeds the " + (end - 4 - position) + " bytes left");
        }
        if (length > limits.metadataBytes() || length > Integer.MAX_VALUE) {
            throw new LimitExceededException("metadata bytes", limits.metadataBytes(), length, prefix.at());
        }
        return new MessageReader(file.read(position + 4, (int) length), what, limits.messageDepth());
    }

    private Manifest manifest(MessageReader message) {
        Location at = Location.of(file.name());
        LanceSchema.Builder schema = LanceSchema.builder(limits, at);
        List<DataFragment> fragments = new ArrayList<>();
        Set<Long> fragmentIds = new HashSet<>();
        long totalRows = 0;
        long version = 0;
        Instant timestamp = Instant.EPOCH;
        String tag = "";
        String branch = "";
        Optional<Manifest.WriterVersion> writerVersion = Optional.empty();
        String dataFormat = "";
        long readerFeatureFlags = 0;
        long writerFeatureFlags = 0;
        OptionalLong maxFragmentId = OptionalLong.empty();
        long nextRowId = 0;
        Map<String, String> config = new LinkedHashMap<>();
        Map<String, String> tableMetadata = new LinkedHashMap<>();
        List<BasePath> basePaths = new ArrayList<>();
        String transactionFile = "";
        OptionalLong indexSection = OptionalLong.empty();
        OptionalLong transactionSection = OptionalLong.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> schema.addField(message);
                case 2 -> {
                    checkCount("fragments", fragments.size());
                    DataFragment fragment = FragmentMessages.fragment(message.message("DataFragment"));
                    if (!fragmentIds.add(fragment.id())) {
                        throw message.corrupt("repeats fragment id " + fragment.id());
                    }
                    totalRows += fragment.physicalRows();
                    if (totalRows < 0) {
                        throw message.corrupt("brings the table above 2^63 rows");
                    }
                    fragments.add(fragment);
                }
                case 3 -> version = message.uint64();
                case 5 -> schema.addMetadata(message);
                case 6 -> indexSection = OptionalLong.of(message.uint64());
                case 7 -> timestamp = timestamp(message.message("Timestamp"));
                case 8 -> tag = message.string();
                case 9 -> readerFeatureFlags = message.uint64();
                case 10 -> writerFeatureFlags = message.uint64();
                case 11 -> maxFragmentId = OptionalLong.of(message.uint64() & 0xFFFFFFFFL);
                case 12 -> transactionFile = message.string();
                case 13 -> writerVersion = Optional.of(writerVersion(message.message("WriterVersion")));
                case 14 -> nextRowId = message.uint64();
                case 15 -> dataFormat = dataFormat(message.message("DataStorageFormat"));
                case 16 -> MapEntry.read(message, config);
                case 18 -> {
                    checkCount("base paths", basePaths.size());
                    basePaths.add(FragmentMessages.basePath(message.message("BasePath")));
                }
                case 19 -> MapEntry.read(message, tableMetadata);
                case 20 -> branch = message.string();
                case 21 -> transactionSection = OptionalLong.of(message.uint64());
                default -> message.skip();
            }
        }
        FeatureFlags.checkReadable(readerFeatureFlags, at);
        return new Manifest(
                version,
                schema.build(),
                fragments,
                timestamp,
                tag,
                branch,
                writerVersion,
                dataFormat,
                readerFeatureFlags,
                writerFeatureFlags,
                maxFragmentId,
                nextRowId,
                config,
                tableMetadata,
                basePaths,
                transactionFile,
                indexSection,
                transactionSection);
    }

    private static Instant timestamp(MessageReader message) {
        long seconds = 0;
        int nanos = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> seconds = message.uint64();
                case 2 -> nanos = message.count();
                default -> message.skip();
            }
            if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos > 999_999_999) {
                throw message.corrupt("is not inside the years 1 to 9999");
            }
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private static Manifest.WriterVersion writerVersion(MessageReader message) {
        String library = "";
        String version = "";
        String prerelease = "";
        String buildMetadata = "";
        while (message.next()) {
            switch (message.field()) {
                case 1 -> library = message.string();
                case 2 -> version = message.string();
                case 3 -> prerelease = message.string();
                case 4 -> buildMetadata = message.string();
                default -> message.skip();
            }
        }
        return new Manifest.WriterVersion(library, version, prerelease, buildMetadata);
    }

    private static String dataFormat(MessageReader message) {
        String version = "";
        while (message.next()) {
            if (message.field() == 2) {
                version = message.string();
            } else {
                message.skip();
            }
        }
        return version;
    }

    private void checkCount(String what, int count) {
        if (count == MAX_FRAGMENTS) {
            throw new LimitExceededException(what, MAX_FRAGMENTS, count + 1L, Location.of(file.name()));
        }
    }
}
