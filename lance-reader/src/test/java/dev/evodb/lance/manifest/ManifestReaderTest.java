package dev.evodb.lance.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.io.LocalByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Manifests written field by field. The index section, where there is one, is at offset 0.
class ManifestReaderTest {
    @TempDir
    private Path folder;

    @Test
    void tellsAnIndexSectionAtOffsetZeroFromNone() throws IOException {
        byte[] index = message(out -> out.writeString(3, "vec_idx"));
        byte[] section = message(out -> out.writeByteArray(1, index));
        Manifest with = read(section, out -> out.writeUInt64(6, 0));
        Manifest without = read(section, out -> {});

        assertEquals(OptionalLong.of(0), with.indexSection());
        assertEquals(OptionalLong.empty(), without.indexSection());
        try (ByteSource file = file(section, message(out -> {}))) {
            ManifestReader reader = new ManifestReader(file, ReadLimits.DEFAULT);
            assertEquals(
                    List.of("vec_idx"),
                    reader.readIndices(with).stream().map(IndexMetadata::name).toList());
            assertEquals(List.of(), reader.readIndices(without));
        }
    }

    @Test
    void tellsBaseIdZeroFromNone() throws IOException {
        byte[] based = message(out -> {
            out.writeString(1, "a.lance");
            out.writeUInt32(7, 0);
        });
        byte[] plain = message(out -> out.writeString(1, "b.lance"));
        Manifest manifest = read(fragment(1, based, plain));

        assertEquals(
                List.of(OptionalInt.of(0), OptionalInt.empty()),
                manifest.fragments().getFirst().files().stream()
                        .map(DataFile::baseId)
                        .toList());
    }

    @Test
    void readsWhatInspectionShows() throws IOException {
        Manifest manifest = read(out -> {
            out.writeUInt64(3, -1);
            out.writeByteArray(7, message(time -> {
                time.writeInt64(1, 1_700_000_000);
                time.writeInt32(2, 5);
            }));
            out.writeUInt32(11, 0);
            out.writeByteArray(13, message(writer -> {
                writer.writeString(1, "lance");
                writer.writeString(2, "7.0.0");
            }));
            out.writeByteArray(15, message(format -> {
                format.writeString(1, "lance");
                format.writeString(2, "2.1");
            }));
            out.writeByteArray(16, message(entry -> {
                entry.writeString(1, "key");
                entry.writeString(2, "value");
            }));
            out.writeString(20, "side");
        });

        assertEquals(-1, manifest.version());
        assertEquals(Instant.ofEpochSecond(1_700_000_000, 5), manifest.timestamp());
        assertEquals(OptionalLong.of(0), manifest.maxFragmentId());
        assertEquals(
                new Manifest.WriterVersion("lance", "7.0.0", "", ""),
                manifest.writerVersion().orElseThrow());
        assertEquals("2.1", manifest.dataFormat());
        assertEquals("value", manifest.config().get("key"));
        assertEquals("side", manifest.branch());
    }

    @Test
    void acceptsEveryKnownReaderFlag() throws IOException {
        assertEquals(63, read(out -> out.writeUInt64(9, 63)).readerFeatureFlags());
    }

    @Test
    void refusesAnUnknownReaderFlagByItsNumber() {
        UnsupportedFeatureException refused =
                assertThrows(UnsupportedFeatureException.class, () -> read(out -> out.writeUInt64(9, 1 | 64 | 256)));
        assertEquals(
                "reader feature flag 64 is not supported, accepted: 1, 2, 4, 8, 16 and 32 (file=t.manifest)",
                refused.getMessage());
    }

    @Test
    void ignoresUnknownWriterFlags() throws IOException {
        assertEquals(1 << 20, read(out -> out.writeUInt64(10, 1 << 20)).writerFeatureFlags());
    }

    @Test
    void rejectsAFragmentTwice() {
        assertCorrupt(
                "manifest field 2 repeats fragment id 1 (file=t.manifest, offset=8)",
                () -> read(out -> {
                    out.writeByteArray(2, message(fragment -> fragment.writeUInt64(1, 1)));
                    out.writeByteArray(2, message(fragment -> fragment.writeUInt64(1, 1)));
                }));
    }

    @Test
    void rejectsFragmentIdsThatRowIdsCannotHold() {
        assertCorrupt(
                "DataFragment field 1 is 4294967296, allowed 0..4294967295 (file=t.manifest, offset=6)",
                () -> read(out -> out.writeByteArray(2, message(fragment -> fragment.writeUInt64(1, 1L << 32)))));
    }

    @Test
    void rejectsDataFilesThatLeaveTheTable() {
        byte[] file = message(out -> out.writeString(1, "../../etc/passwd"));

        assertCorrupt(
                "path \"../../etc/passwd\" does not stay below its folder (file=t.manifest, offset=8)",
                () -> read(fragment(1, file)));
    }

    @Test
    void rejectsColumnIndicesThatDoNotMatchTheFields() {
        byte[] file = message(out -> {
            out.writeString(1, "a.lance");
            out.writeByteArray(2, new byte[] {0, 1});
            out.writeByteArray(3, new byte[] {0});
        });

        assertCorrupt(
                "DataFragment field 2 has 2 fields and 1 column indices (file=t.manifest, offset=8)",
                () -> read(fragment(1, file)));
    }

    @Test
    void rejectsTimesThatNobodyCanPrint() {
        assertCorrupt(
                "Timestamp field 1 is not inside the years 1 to 9999 (file=t.manifest, offset=6)",
                () -> read(out -> out.writeByteArray(7, message(time -> time.writeInt64(1, Long.MAX_VALUE)))));
    }

    @Test
    void rejectsASectionOutsideTheFile() throws IOException {
        Manifest manifest = read(out -> out.writeUInt64(6, 1000));

        try (ByteSource file = file(new byte[0], message(out -> {}))) {
            assertCorrupt(
                    "IndexSection position 1000 is not inside the 4 bytes before the trailer (file=t.manifest, offset=4)",
                    () -> new ManifestReader(file, ReadLimits.DEFAULT).readIndices(manifest));
        }
    }

    @Test
    void rejectsAFileWithoutTheMagic() throws IOException {
        Path path = Files.write(folder.resolve("t"), new byte[16]);

        try (ByteSource file = LocalByteSource.open(path, "t.manifest")) {
            assertCorrupt(
                    "file does not end in LANC (file=t.manifest, offset=12)",
                    () -> new ManifestReader(file, ReadLimits.DEFAULT).read());
        }
    }

    @Test
    void boundsTheMetadata() throws IOException {
        ReadLimits limits = new ReadLimits(1 << 20, 9, 64, 16, 32);

        try (ByteSource file = file(new byte[0], message(out -> out.writeString(12, "12345678")))) {
            assertEquals(
                    "metadata bytes limit is 9, needed 10 (file=t.manifest, offset=0)",
                    assertThrows(LimitExceededException.class, () -> new ManifestReader(file, limits).read())
                            .getMessage());
        }
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private Manifest read(Fields fields) throws IOException {
        return read(new byte[0], fields);
    }

    private Manifest read(byte[] indexSection, Fields fields) throws IOException {
        try (ByteSource file = file(indexSection, message(fields))) {
            return new ManifestReader(file, ReadLimits.DEFAULT).read();
        }
    }

    private static Fields fragment(long id, byte[]... files) {
        return out -> out.writeByteArray(2, message(fragment -> {
            fragment.writeUInt64(1, id);
            for (byte[] file : files) {
                fragment.writeBytes(2, ByteString.copyFrom(file));
            }
        }));
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /// An index section, unless it is empty, then the manifest and the trailer.
    private ByteSource file(byte[] indexSection, byte[] manifest) throws IOException {
        int section = indexSection.length == 0 ? 0 : 4 + indexSection.length;
        ByteBuffer bytes =
                ByteBuffer.allocate(section + 4 + manifest.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        if (section > 0) {
            bytes.putInt(indexSection.length).put(indexSection);
        }
        bytes.putInt(manifest.length).put(manifest);
        bytes.putLong(section).putShort((short) 0).putShort((short) 2).put("LANC".getBytes(StandardCharsets.US_ASCII));
        Path path = Files.write(folder.resolve("t"), bytes.array());
        return LocalByteSource.open(path, "t.manifest");
    }

    private static void assertCorrupt(String message, Executable reading) {
        assertEquals(message, assertThrows(CorruptFileException.class, reading).getMessage());
    }
}
