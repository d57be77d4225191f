package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Texts and binaries: where in the file each begins, and the last ends, 64 bit. Where `isNullable`,
/// one without bytes is null: this version cannot tell null from empty.
record VarBinary(boolean isNullable) implements LeafDecoder {
    @Override
    public long bitsPerItem() {
        return 192;
    }

    @Override
    public Decoded decode(StoredPage page, ItemRanges wanted, DecodeBudget budget) throws IOException {
        // The page table counts values, which have one end more.
        StoredPage positions = new StoredPage(page.source(), page.position(), page.entries() + 1, page.at());
        long[] ends = positions.readPositions(wanted, 64, 0, page.source().length());
        int count = ends.length - wanted.runs();
        int[] offsets = new int[count + 1];
        byte[] validity = new byte[(count + 7) >>> 3];
        long[] runStarts = new long[wanted.runs()];
        long[] runEnds = new long[wanted.runs()];
        int runs = 0;
        int item = 0;
        int next = 0;
        long total = 0;
        for (int run = 0; run < wanted.runs(); run++) {
            long start = ends[next++];
            for (long i = wanted.starts()[run]; i < wanted.ends()[run]; i++, item++, next++) {
                long length = ends[next] - ends[next - 1];
                total += length;
                offsets[item + 1] = budget.checkArray(total, 1, page.at());
                if (length > 0) {
                    validity[item >>> 3] |= (byte) (1 << (item & 7));
                }
            }
            if (ends[next - 1] > start) {
                runStarts[runs] = start;
                runEnds[runs++] = ends[next - 1];
            }
        }
        ItemRanges bytes = new ItemRanges(Arrays.copyOf(runStarts, runs), Arrays.copyOf(runEnds, runs));
        ByteSlice read = page.readBytes(bytes);
        for (int i = 0; i <= count; i++) {
            offsets[i] += read.from();
        }
        Values values = new Values.Variable(read.array(), offsets);
        return new Decoded(Optional.of(values), isNullable ? validity : ALL_VALID, count);
    }
}
