package dev.evodb.lance.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedOutputStream;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.rowid.RowIdIndex;
import dev.evodb.lance.rowid.RowIdSequence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowSetTest {
    private static final Location AT = Location.of("t.manifest");
    private static final long FOUR_BILLION = 1L << 32;

    /// Fragment `i` has the ids `[starts[i], ends[i])`.
    private static RowIdIndex index(long[] starts, long[] ends) throws IOException {
        RowIdIndex.Builder builder = RowIdIndex.builder(1 << 20, AT);
        for (int i = 0; i < starts.length; i++) {
            byte[] range = new byte[30];
            CodedOutputStream out = CodedOutputStream.newInstance(range);
            out.writeUInt64(1, starts[i]);
            out.writeUInt64(2, ends[i]);
            byte[] segment = nested(Arrays.copyOf(range, out.getTotalBytesWritten()));
            ByteSlice sequence = ByteSlice.of(nested(segment), AT);
            builder.add(i, RowIdSequence.parse(sequence, ends[i] - starts[i], ReadLimits.DEFAULT), DeletionVector.NONE);
        }
        return builder.build();
    }

    private static byte[] nested(byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, message);
        out.flush();
        return bytes.toByteArray();
    }

    private static RowSet range(long upper, long from, long to) {
        RowSet.Builder rows = new RowSet.Builder();
        rows.addRange(upper, from, to);
        return rows.build();
    }

    @Test
    void addressesOfFewAndOfManyIdsAreTheSame() throws IOException {
        long[] starts = {0, 900, FOUR_BILLION - 50, 500};
        long[] ends = {400, 1000, FOUR_BILLION + 50, 700};
        RowIdIndex index = index(starts, ends);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 50; round++) {
            long[] ids = random.longs(1 + random.nextInt(40), 0, 1100)
                    .map(id -> id < 1000 ? id : FOUR_BILLION + id - 1050)
                    .toArray();
            long[] expected = Arrays.stream(ids)
                    .map(index::address)
                    .filter(address -> address != RowIdIndex.ABSENT)
                    .sorted()
                    .distinct()
                    .toArray();
            RowSet all = RowSet.of(ids.clone(), ids.length).toAddresses(index);
            assertArrayEquals(expected, all.toArray());
            RowSet one = RowSet.of(ids.clone(), 1).toAddresses(index);
            assertEquals(index.address(ids[0]) != RowIdIndex.ABSENT, one.size() == 1);
        }
    }

    @Test
    void billionsOfIdsTakeTheTimeOfTheRowsThatThereAre() throws IOException {
        RowIdIndex index = index(new long[] {10, FOUR_BILLION - 5}, new long[] {30, FOUR_BILLION + 5});
        RowSet ids = range(0, 0, FOUR_BILLION).or(range(1, 2, FOUR_BILLION));
        RowSet expected = range(0, 0, 20).or(range(1, 0, 5)).or(range(1, 7, 10));
        assertEquals(expected, ids.toAddresses(index));
    }
}
