package dev.evodb.api.query;

import dev.evodb.ann.SearchStatistics;
import dev.evodb.lance.BatchSource;
import dev.evodb.lance.RecordBatch;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

/// Rows that answer a query, to be read once. `statistics` are those of each vector, where there were some.
/// `rowLimit` is the most rows that the server gives where the client asked for more, -1 where that does
/// not matter. Whoever runs the plan closes it.
public record Answer(BatchSource rows, Closeable source, List<SearchStatistics> statistics, long rowLimit)
        implements Closeable {
    public Answer {
        statistics = List.copyOf(statistics);
    }

    /// One batch that is there.
    static Answer of(RecordBatch batch, List<SearchStatistics> statistics) {
        return new Answer(new One(batch), () -> {}, statistics, -1);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static final class One implements BatchSource {
        private final RecordBatch batch;
        private int place;

        One(RecordBatch batch) {
            this.batch = batch;
        }

        @Override
        public List<Field> fields() {
            return batch.fields();
        }

        @Override
        public boolean next() {
            return place++ == 0;
        }

        @Override
        public RecordBatch batch() {
            if (place != 1) {
                throw new NoSuchElementException("no batch: next() has not answered true");
            }
            return batch;
        }
    }
}
