package dev.evodb.rivals.lance;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.lance.Dataset;
import org.lance.WriteParams;
import org.lance.index.DistanceType;
import org.lance.index.IndexOptions;
import org.lance.index.IndexParams;
import org.lance.index.IndexType;
import org.lance.index.vector.IvfBuildParams;
import org.lance.index.vector.PQBuildParams;
import org.lance.index.vector.VectorIndexParams;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.Query;
import org.lance.ipc.ScanOptions;

/// A table as the native library writes and searches it.
public final class NativeTable implements Closeable {
    /// The version of the native library.
    public static final String VERSION = "7.0.0";

    private static final int BATCH_ROWS = 8192;

    private final BufferAllocator allocator = new RootAllocator();
    private final Dataset dataset;

    private NativeTable(Path folder) {
        dataset = Dataset.open().uri(folder.toString()).allocator(allocator).build();
    }

    /// What the library answers: row ids and distances, nearest first.
    public record Answer(long[] rowIds, float[] distances) {}

    /// Opens the table in `folder`; whoever opens closes.
    public static NativeTable open(Path folder) {
        return new NativeTable(folder);
    }

    /// Writes the rows of an `.fvecs` file as column `column` of a new table in one file, and builds an
    /// IVF_PQ index for squared L2 with 8 bits a code and the library's own defaults.
    public static void create(Path folder, Path fvecs, String column, int partitions, int subvectors)
            throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                FvecsReader rows = new FvecsReader(allocator, FvecsFile.open(fvecs), column);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, rows, stream);
            write(allocator, stream, folder);
        }
        try (NativeTable table = open(folder)) {
            VectorIndexParams vector = new VectorIndexParams.Builder(new IvfBuildParams.Builder()
                            .setNumPartitions(partitions)
                            .build())
                    .setDistanceType(DistanceType.L2)
                    .setPqParams(new PQBuildParams.Builder()
                            .setNumSubVectors(subvectors)
                            .setNumBits(8)
                            .build())
                    .build();
            IndexParams params =
                    IndexParams.builder().setVectorIndexParams(vector).build();
            table.dataset.createIndex(IndexOptions.builder(List.of(column), IndexType.IVF_PQ, params)
                    .withIndexName(column + "_idx")
                    .build());
        }
    }

    @SuppressWarnings("deprecation") // The builder takes no `WriteParams`.
    private static void write(BufferAllocator allocator, ArrowArrayStream stream, Path folder) {
        WriteParams params = new WriteParams.Builder()
                .withDataStorageVersion("2.1")
                .withMaxRowsPerFile(Integer.MAX_VALUE)
                .build();
        Dataset.create(allocator, stream, folder.toString(), params).close();
    }

    /// The nearest rows through the index; `refine` 0 leaves distances approximate.
    public Answer search(String column, float[] query, int k, int nprobes, int refine) throws IOException {
        Query.Builder nearest = new Query.Builder()
                .setColumn(column)
                .setKey(query)
                .setK(k)
                .setUseIndex(true)
                .setMinimumNprobes(nprobes)
                .setMaximumNprobes(nprobes);
        if (refine > 0) {
            nearest.setRefineFactor(refine);
        }
        ScanOptions options = new ScanOptions.Builder()
                .nearest(nearest.build())
                .columns(List.of("_distance"))
                .withRowId(true)
                .build();
        LanceScanner scanner = dataset.newScan(options);
        try (ArrowReader reader = scanner.scanBatches()) {
            return read(reader, k);
        } finally {
            close(scanner);
        }
    }

    private static void close(LanceScanner scanner) throws IOException {
        try {
            scanner.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Declared by AutoCloseable; the scanner itself throws nothing checked.
            throw new IOException(e);
        }
    }

    private static Answer read(ArrowReader reader, int k) throws IOException {
        long[] ids = new long[k];
        float[] distances = new float[k];
        int found = 0;
        while (reader.loadNextBatch()) {
            UInt8Vector rowIds = (UInt8Vector) reader.getVectorSchemaRoot().getVector("_rowid");
            Float4Vector found4 = (Float4Vector) reader.getVectorSchemaRoot().getVector("_distance");
            for (int i = 0; i < rowIds.getValueCount() && found < k; i++) {
                ids[found] = rowIds.get(i);
                distances[found++] = found4.get(i);
            }
        }
        return new Answer(Arrays.copyOf(ids, found), Arrays.copyOf(distances, found));
    }

    @Override
    public void close() {
        dataset.close();
        allocator.close();
    }

    /// The rows of an `.fvecs` file as batches of Arrow.
    private static final class FvecsReader extends ArrowReader {
        private final FvecsFile file;
        private final String column;
        private final VectorBlocks blocks;
        private final VectorBlock block;

        FvecsReader(BufferAllocator allocator, FvecsFile file, String column) throws IOException {
            super(allocator);
            this.file = file;
            this.column = column;
            this.blocks = file.open();
            this.block = new VectorBlock(BATCH_ROWS, file.dims());
        }

        @Override
        protected Schema readSchema() {
            Field item = new Field(
                    "item", FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)), null);
            return new Schema(List.of(
                    new Field(column, FieldType.nullable(new ArrowType.FixedSizeList(file.dims())), List.of(item))));
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            prepareLoadNextBatch();
            if (!blocks.read(block)) {
                return false;
            }
            int rows = block.rows();
            FixedSizeListVector list =
                    (FixedSizeListVector) getVectorSchemaRoot().getVector(column);
            list.setInitialCapacity(rows);
            list.allocateNew();
            Float4Vector values = (Float4Vector) list.getDataVector();
            values.allocateNew(rows * file.dims());
            for (int i = 0; i < rows * file.dims(); i++) {
                values.set(i, block.values()[i]);
            }
            for (int i = 0; i < rows; i++) {
                list.setNotNull(i);
            }
            values.setValueCount(rows * file.dims());
            list.setValueCount(rows);
            getVectorSchemaRoot().setRowCount(rows);
            return true;
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        protected void closeReadSource() throws IOException {
            blocks.close();
        }
    }
}
