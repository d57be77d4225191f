package dev.evodb.rivals.driver;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/// Lucene's HNSW graph in one segment, 16 links a node and 32 at the bottom, construction beam 200.
/// Variant `float`, or `int8`: bytes in the graph's search, whose whole beam is scored again by floats.
final class LuceneDriver implements Driver {
    private static final String FIELD = "vector";
    private static final int LINKS = 16;
    private static final int BEAM = 200;
    private static final double BUFFER_MEGABYTES = 1900;

    @Override
    public String note(DriverRequest request) {
        return "Lucene " + Version.LATEST + " HNSW " + request.variant();
    }

    private static KnnVectorsFormat format(String variant) {
        return variant.equals("int8")
                ? new Lucene104HnswScalarQuantizedVectorsFormat(ScalarEncoding.UNSIGNED_BYTE, LINKS, BEAM)
                : new Lucene99HnswVectorsFormat(LINKS, BEAM);
    }

    /// The current codec with vectors of another format; it names itself as the current one, by which an
    /// index is read again.
    private static final class VectorCodec extends FilterCodec {
        private final KnnVectorsFormat vectors;

        VectorCodec(KnnVectorsFormat format) {
            super(new Lucene104Codec().getName(), new Lucene104Codec());
            vectors = new PerFieldKnnVectorsFormat() {
                @Override
                public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return format;
                }
            };
        }

        @Override
        public KnnVectorsFormat knnVectorsFormat() {
            return vectors;
        }
    }

    @Override
    public void build(DriverRequest request) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(new VectorCodec(format(request.variant())))
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergePolicy(new LogDocMergePolicy())
                .setUseCompoundFile(false);
        FvecsFile base = FvecsFile.open(request.base());
        try (MMapDirectory directory = new MMapDirectory(request.cache());
                IndexWriter writer = new IndexWriter(directory, config);
                VectorBlocks blocks = base.open()) {
            VectorBlock block = new VectorBlock(1024, base.dims());
            while (blocks.read(block)) {
                for (int row = 0; row < block.rows(); row++) {
                    Document document = new Document();
                    document.add(new KnnFloatVectorField(
                            FIELD,
                            Arrays.copyOfRange(block.values(), row * base.dims(), (row + 1) * base.dims()),
                            VectorSimilarityFunction.EUCLIDEAN));
                    writer.addDocument(document);
                }
            }
            writer.forceMerge(1);
        }
    }

    @Override
    public Searching open(DriverRequest request) throws IOException {
        MMapDirectory directory = new MMapDirectory(request.cache());
        directory.setPreload(MMapDirectory.ALL_FILES);
        DirectoryReader reader = DirectoryReader.open(directory);
        if (reader.leaves().size() != 1) {
            throw new IllegalStateException(
                    "expected one segment, found " + reader.leaves().size());
        }
        return new Opened(directory, reader, request.variant().equals("int8"));
    }

    private static final class Opened implements Searching {
        private final MMapDirectory directory;
        private final DirectoryReader reader;
        private final LeafReader leaf;
        private final IndexSearcher searcher;
        private final boolean isRescored;

        Opened(MMapDirectory directory, DirectoryReader reader, boolean isRescored) {
            this.directory = directory;
            this.reader = reader;
            this.leaf = reader.leaves().getFirst().reader();
            this.searcher = new IndexSearcher(reader);
            this.searcher.setQueryCache(null);
            this.isRescored = isRescored;
        }

        @Override
        public int search(float[] query, String setting, int[] rows) throws IOException {
            int beam = Math.max(rows.length, Integer.parseInt(setting));
            TopDocs top = isRescored
                    ? searcher.search(rescored(query, beam, rows.length), rows.length)
                    : leaf.searchNearestVectors(
                            FIELD, query, beam, AcceptDocs.fromLiveDocs(null, leaf.maxDoc()), Integer.MAX_VALUE);
            ScoreDoc[] docs = top.scoreDocs;
            int found = Math.min(rows.length, docs.length);
            for (int i = 0; i < found; i++) {
                rows[i] = docs[i].doc;
            }
            return found;
        }

        private static Query rescored(float[] query, int beam, int k) {
            return RescoreTopNQuery.createFullPrecisionRescorerQuery(
                    new KnnFloatVectorQuery(FIELD, query, beam), query, FIELD, k);
        }

        @Override
        public long bytes() throws IOException {
            long bytes = 0;
            for (String file : directory.listAll()) {
                bytes += directory.fileLength(file);
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            reader.close();
            directory.close();
        }
    }
}
