package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.RepDefLayer;
import dev.evodb.lance.encoding.Scratch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RangeReaderTest {
    private final Source source = new Source();

    /// A file whose byte at position `p` is the low byte of `p / 1000`.
    private static final class Source implements ByteSource {
        private final List<String> requests = new ArrayList<>();

        @Override
        public String name() {
            return "t.lance";
        }

        @Override
        public long length() {
            return 100L << 20;
        }

        @Override
        public ByteSlice read(long offset, int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) ((offset + i) / 1000);
            }
            return ByteSlice.of(bytes, Location.of(name()).atOffset(offset));
        }

        @Override
        public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
            StringBuilder request = new StringBuilder();
            for (int i = 0; i < offsets.length; i++) {
                request.append(i == 0 ? "" : " ").append(offsets[i]).append('+').append(lengths[i]);
            }
            requests.add(request.toString());
            return ByteSource.super.readAll(offsets, lengths);
        }

        @Override
        public void close() {}
    }

    /// Reads ranges of a page's only buffer, which lies at byte 1000 of the file.
    private RangeReader reader(long... positions) {
        long[] starts = new long[positions.length / 2];
        long[] ends = new long[positions.length / 2];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = positions[2 * i];
            ends[i] = positions[2 * i + 1];
        }
        PageLayout layout = new PageLayout.Constant(
                new Layers(List.of(RepDefLayer.ALL_VALID_ITEM)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0);
        Page page =
                new Page(new Location("t.lance", "0", 3, 9), 0, 1, layout, new long[] {1000}, new long[] {90L << 20});
        return new RangeReader(new PageBytes(source, page, "f", new PageCache(), Scratch.NONE), 0, starts, ends);
    }

    @Test
    void asksForAllRangesAtOnceAndForNeighboursAsOne() throws IOException {
        RangeReader reader = reader(0, 10, 10, 20, 5000, 5010, 5010, 5010, 20_000, 20_001);

        ByteSlice first = reader.next();
        assertEquals(10, first.length());
        assertEquals(1010, reader.next().at().offset());
        assertEquals(6, reader.next().readUnsignedByte(0, "byte"));
        assertEquals(0, reader.next().length());
        ByteSlice last = reader.next();

        assertEquals(21, last.readUnsignedByte(0, "byte"));
        assertEquals(new Location("t.lance", "f", 3, 21_000), last.at());
        assertEquals(List.of("1000+5010 21000+1"), source.requests);
    }

    @Test
    void boundsTheBytesInUseAtATime() throws IOException {
        long nine = 9L << 20;
        RangeReader reader = reader(0, nine, nine, 2 * nine, 40L << 20, (40L << 20) + 1);
        for (int i = 0; i < 3; i++) {
            reader.next();
        }
        assertEquals(List.of("1000+9437184", "9438184+9437184 41944040+1"), source.requests);
    }

    @Test
    void readsOverlappingRanges() throws IOException {
        RangeReader reader = reader(0, 16, 8, 24);
        reader.next();
        assertEquals(1008, reader.next().at().offset());
        assertEquals(List.of("1000+24"), source.requests);
    }

    @Test
    void rejectsRangesOutsideOfTheBuffer() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> reader(0, 1, 90L << 20, (90L << 20) + 1).next());
        assertEquals(
                "buffer 0 has 94371840 bytes, needed are [94371840, 94371840+1)"
                        + " (file=t.lance, column=f, page=3, offset=1000)",
                e.getMessage());
    }
}
