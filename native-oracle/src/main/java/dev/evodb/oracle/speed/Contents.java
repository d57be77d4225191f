package dev.evodb.oracle.speed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;

/// A checksum of what a reader gives, column by column, whatever the batches are and whatever lies below nulls.
final class Contents {
    private final Map<String, CRC32C> sums = new TreeMap<>();
    private final byte[] number = new byte[4];

    private Contents() {}

    /// The checksum of every leaf of all that `reader` has left.
    static Map<String, Long> of(ArrowReader reader) throws IOException {
        Contents contents = new Contents();
        VectorSchemaRoot batch = reader.getVectorSchemaRoot();
        while (reader.loadNextBatch()) {
            for (FieldVector vector : batch.getFieldVectors()) {
                contents.add(vector.getName(), vector, 0, batch.getRowCount());
            }
        }
        Map<String, Long> found = new TreeMap<>();
        contents.sums.forEach((path, sum) -> found.put(path, sum.getValue()));
        return found;
    }

    /// Rows `[from, to)`.
    private void add(String path, FieldVector vector, int from, int to) {
        CRC32C sum = sums.computeIfAbsent(path, _ -> new CRC32C());
        switch (vector) {
            case StructVector struct -> {
                for (FieldVector child : struct.getChildrenFromFields()) {
                    for (int run = from; run < to; run++) {
                        int start = run;
                        while (run < to && !struct.isNull(run)) {
                            run++;
                        }
                        add(path + "." + child.getName(), child, start, run);
                        update(sum, start - run);
                    }
                }
            }
            case FixedSizeListVector list
            when list.getNullCount() == 0 ->
                add(path + ".item", list.getDataVector(), from * list.getListSize(), to * list.getListSize());
            case ListVector list -> {
                for (int row = from; row < to; row++) {
                    if (list.isNull(row)) {
                        update(sum, -1);
                    } else {
                        int start = list.getElementStartIndex(row);
                        int end = list.getElementEndIndex(row);
                        update(sum, end - start);
                        add(path + ".item", list.getDataVector(), start, end);
                    }
                }
            }
            case BaseVariableWidthVector texts -> {
                for (int row = from; row < to; row++) {
                    if (texts.isNull(row)) {
                        update(sum, -1);
                    } else {
                        int start = texts.getStartOffset(row);
                        int end = texts.getEndOffset(row);
                        update(sum, end - start);
                        update(sum, texts.getDataBuffer(), start, end - start);
                    }
                }
            }
            case BaseFixedWidthVector fixed
            when fixed.getNullCount() == 0 -> {
                long width = fixed.getTypeWidth();
                update(sum, fixed.getDataBuffer(), from * width, (int) ((to - from) * width));
            }
            case BaseFixedWidthVector fixed -> {
                int width = fixed.getTypeWidth();
                for (int row = from; row < to; row++) {
                    if (fixed.isNull(row)) {
                        update(sum, -1);
                    } else {
                        update(sum, fixed.getDataBuffer(), (long) row * width, width);
                    }
                }
            }
            default -> throw new IllegalArgumentException("no checksum of " + vector.getField());
        }
    }

    private void update(CRC32C sum, int value) {
        ByteBuffer.wrap(number).putInt(value);
        sum.update(number);
    }

    private static void update(CRC32C sum, ArrowBuf buffer, long from, int length) {
        if (length > 0) {
            sum.update(buffer.nioBuffer(from, length));
        }
    }
}
