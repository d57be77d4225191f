package dev.evodb.lance.fuzz;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.Values;
import dev.evodb.lance.hostile.Declared;
import java.util.List;

/// Buffers of one encoding as bytes, decoded as a chunk, as a block, as rows of one width and value by
/// value.
final class EncodingInput {
    private EncodingInput() {}

    /// `choices` are the parameters that the first byte of `input` chooses from.
    static void decode(List<Encoding> choices, Input input) {
        Encoding encoding = choices.get(input.nextByte() % choices.size());
        int count = input.nextShort();
        int first = input.nextShort();
        ByteSlice all = input.rest();
        ByteSlice[] buffers = new ByteSlice[Math.max(1, encoding.chunkBuffers())];
        int cut = Math.min(first, all.length());
        for (int i = 0; i < buffers.length; i++) {
            int from = i * cut / buffers.length;
            int to = i + 1 == buffers.length ? all.length() : (i + 1) * cut / buffers.length;
            buffers[i] = all.slice(from, to - from, "buffer");
        }
        attempt(count, () -> encoding.decodeChunk(buffers, 0, count, budget()));
        attempt(count, () -> encoding.decodeBlock(all, count, budget()));
        int width = 1 + first % 64;
        attempt(count, () -> encoding.decodeRows(all, 0, width + count % 3, width, count, budget()));
        int values = Math.min(count, 64);
        attempt(values, () -> encoding.decodeEach(all, spans(all, values), budget()));
    }

    private static Values.Spans spans(ByteSlice all, int count) {
        int[] starts = new int[count];
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = all.from() + (int) ((long) all.length() * i / count);
            ends[i] = all.from() + (int) ((long) all.length() * (i + 1) / count);
        }
        return new Values.Spans(all.array(), starts, ends);
    }

    private static DecodeBudget budget() {
        return new DecodeBudget(Declared.LIMITS.decodedBytes());
    }

    private interface Decoding {
        Values run();
    }

    /// Each way has its own outcome; one that is refused does not hide the next.
    private static void attempt(int count, Decoding decoding) {
        try {
            ValuesShape.check(decoding.run(), count);
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            // Declared.
        }
    }
}
