package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.ann.index.GraphShape;
import dev.evodb.ann.index.IndexDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What an index is, as text or JSON.
public final class IndexReport {
    private IndexReport() {}

    public static void print(PrintWriter out, IndexDescription index, boolean asJson) throws IOException {
        if (asJson) {
            JsonOutput.line(out, json -> {
                json.writeStartObject();
                writeFields(json, index);
                json.writeEndObject();
            });
            return;
        }
        TextTable table = new TextTable(List.of("", ""));
        table.add("type", index.kind().wireName());
        table.add("metric", index.metric().wireName());
        table.add("dims", Integer.toString(index.dims()));
        table.add(
                "rows",
                index.rows() + (index.deletedRows() == 0 ? "" : " (" + index.deletedRows() + " more are deleted)"));
        GraphShape graph = index.graph();
        if (graph != null) {
            table.add(
                    "graph",
                    graph.links() + " links a row, " + 2 * graph.links() + " on the lowest level, built with a beam of "
                            + graph.beam());
            table.add(
                    "levels", graph.levels().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " rows");
        } else {
            table.add(
                    "partitions",
                    index.partitions() + " of " + index.smallestPartition() + " to " + index.largestPartition()
                            + " rows, median " + index.medianPartition());
        }
        if (index.subvectors() > 0) {
            table.add("codes", index.subvectors() + " of 4 bits a row");
        }
        if (index.bits() > 0) {
            table.add("codes", index.bits() + (index.bits() == 1 ? " bit a dim" : " bits a dim"));
        }
        table.add("copies of rows", index.storage().wireName());
        table.add("segments", index.segments() + ", generation " + index.generation());
        table.add("file", index.fileBytes() + " bytes, " + perRow(index.fileBytes(), index) + " a row");
        table.add("memory", index.memoryBytes() + " bytes, " + perRow(index.memoryBytes(), index) + " a row");
        table.print(out, "");
    }

    /// The fields of an index, into an object that is open.
    public static void writeFields(JsonGenerator json, IndexDescription index) throws IOException {
        json.writeStringField("type", index.kind().wireName());
        json.writeStringField("metric", index.metric().wireName());
        json.writeNumberField("dims", index.dims());
        json.writeNumberField("rows", index.rows());
        json.writeNumberField("deletedRows", index.deletedRows());
        GraphShape graph = index.graph();
        if (graph != null) {
            json.writeObjectFieldStart("graph");
            json.writeNumberField("links", graph.links());
            json.writeNumberField("efConstruction", graph.beam());
            json.writeArrayFieldStart("levels");
            for (int rows : graph.levels()) {
                json.writeNumber(rows);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeNumberField("partitions", index.partitions());
        json.writeNumberField("smallestPartition", index.smallestPartition());
        json.writeNumberField("medianPartition", index.medianPartition());
        json.writeNumberField("largestPartition", index.largestPartition());
        json.writeNumberField("subvectors", index.subvectors());
        json.writeNumberField("bits", index.bits());
        json.writeStringField("storage", index.storage().wireName());
        json.writeNumberField("segments", index.segments());
        json.writeNumberField("generation", index.generation());
        json.writeNumberField("fileBytes", index.fileBytes());
        json.writeNumberField("memoryBytes", index.memoryBytes());
    }

    private static String perRow(long bytes, IndexDescription index) {
        long rows = index.rows() + index.deletedRows();
        return rows == 0 ? "0" : String.format(Locale.ROOT, "%.1f", (double) bytes / rows);
    }
}
