package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.arrow.ArrowBridge;
import dev.evodb.lance.json.JsonValues;
import dev.evodb.type.Field;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Rows on their way to standard output or a file.
public sealed interface RowOutput {
    /// Writes all batches of `scan`, which the caller closes, and tells `written` how many rows are
    /// written by now, as far as the format lets it know.
    void write(Scan scan, LongConsumer written) throws IOException;

    /// Writes one batch.
    void write(RecordBatch batch) throws IOException;

    /// The output of that format to `file`, or to `out` if it is null.
    ///
    /// @throws IllegalArgumentException for Arrow without a file
    static RowOutput of(RowFormat format, @Nullable Path file, PrintWriter out) {
        return switch (format) {
            case TABLE -> new Text(true, file, out);
            case JSONL -> new Text(false, file, out);
            case ARROW -> {
                if (file == null) {
                    throw new IllegalArgumentException("--format arrow is binary and needs --out FILE");
                }
                yield new Arrow(file);
            }
        };
    }

    /// Lines of text.
    record Text(boolean isTable, @Nullable Path file, PrintWriter out) implements RowOutput {
        /// Rows whose widths decide those of all: a table of any length needs little memory.
        private static final int TABLE_ROWS = 1000;

        @Override
        public void write(Scan scan, LongConsumer written) throws IOException {
            try (Lines lines = new Lines(this, scan.fields())) {
                long rows = 0;
                while (scan.next()) {
                    lines.add(scan.batch());
                    rows += scan.batch().rows();
                    written.accept(rows);
                }
            }
        }

        @Override
        public void write(RecordBatch batch) throws IOException {
            try (Lines lines = new Lines(this, batch.fields())) {
                lines.add(batch);
            }
        }

        private static final class Lines implements AutoCloseable {
            private final Text output;
            private final List<Field> fields;
            private final PrintWriter writer;
            private final JsonGenerator json;
            private TextTable table;
            private int rows;

            Lines(Text output, List<Field> fields) throws IOException {
                this.output = output;
                this.fields = fields;
                this.writer = output.file == null ? output.out : new PrintWriter(Files.newBufferedWriter(output.file));
                this.json = JsonOutput.lines(writer);
                this.table = new TextTable(fields.stream().map(Field::name).toList());
            }

            void add(RecordBatch batch) throws IOException {
                for (int row = 0; row < batch.rows(); row++) {
                    if (output.isTable) {
                        addToTable(batch, row);
                    } else {
                        addJson(batch, row);
                    }
                }
                // A print writer keeps its errors to itself: a closed pipe or a full disk must end the command.
                if (writer.checkError()) {
                    throw new IOException("cannot write the rows");
                }
            }

            private void addToTable(RecordBatch batch, int row) {
                if (rows == TABLE_ROWS) {
                    table.print(writer, "");
                    table = new TextTable(fields.stream().map(field -> "").toList());
                    rows = 0;
                }
                rows++;
                String[] cells = new String[fields.size()];
                for (int c = 0; c < cells.length; c++) {
                    cells[c] =
                            TextValues.of(fields.get(c).type(), batch.columns().get(c), row);
                }
                table.add(cells);
            }

            private void addJson(RecordBatch batch, int row) throws IOException {
                json.writeStartObject();
                for (int c = 0; c < batch.fields().size(); c++) {
                    Field field = batch.fields().get(c);
                    json.writeFieldName(field.name());
                    JsonValues.write(json, field.type(), batch.columns().get(c), row);
                }
                json.writeEndObject();
                rows++;
            }

            @Override
            public void close() throws IOException {
                if (output.isTable) {
                    table.print(writer, "");
                } else {
                    json.flush();
                    if (rows > 0) {
                        writer.println();
                    }
                }
                writer.flush();
                if (output.file != null) {
                    writer.close();
                }
            }
        }
    }

    /// An Arrow IPC file.
    record Arrow(Path file) implements RowOutput {
        @Override
        public void write(Scan scan, LongConsumer written) throws IOException {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ArrowBridge.writeIpcFile(scan, channel);
            }
        }

        @Override
        public void write(RecordBatch batch) {
            throw new IllegalArgumentException("single batches are printed as text");
        }
    }
}
